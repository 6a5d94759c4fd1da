"""What runs inside the sandbox: student code runs in this folder's process and in no other."""
