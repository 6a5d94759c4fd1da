"""Settings of nbgrader for this course: read by each command that runs in the folder of this file.

Copy this file and ``solutions/`` into a folder of your own and work there, so that no student's
name or grade is ever written into the course's repository. "For instructors" shows each step.
"""

import os
import secrets
import sys
import warnings

from nbgrader import preprocessors

from grader.course.collect import Extractor
from grader.course.platforms import Collector, named_regexp

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "losses-by-hand"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".DS_Store", "feedback"]
c.CourseDirectory.max_file_size = 10_000  # kilobytes; the notebooks here have less than 200

# The assignments in the order of the book: python -m grader check FOLDER lists them so.
c.Course.order = [
    *("information", "anatomy", "regression", "classification", "multilabel", "ranking"),
    *("sequence", "initialization", "practice"),
]

# A release's code in place of a solution. lossutil.checks recognizes this message.
c.ClearSolutions.code_stub = {
    "python": '# YOUR CODE HERE\nraise NotImplementedError("not yet implemented")'
}

# An answer that could hide what it computes, such as one that calls eval, is flagged for review by
# a person. "refuse" gives it no points.
c.ByHand.suspicion = "flag"

# Every limit and its value here: python -m grader limits. Set one like this:
#
#     c.Sandbox.memory = "4G"

# Seconds a cell may take, and seconds for a kernel to start. The first cell imports torch, which
# is slow on a cold disk.
c.Execute.timeout = 60
c.Execute.startup_timeout = 120

# The kernel python3 is that of the Python that runs nbgrader, before any of that name that you have
# made yourself.
kernels = [f"{sys.prefix}/share/jupyter", *os.environ.get("JUPYTER_PATH", "").split(os.pathsep)]
os.environ["JUPYTER_PATH"] = os.pathsep.join(dict.fromkeys(filter(None, kernels)))

# Four defects of stock grading, corrected for honest students. They do not protect against a
# dishonest student: autograding runs student code with your rights.

# 1. nbgrader gives 0 points to a test cell that wrote to stderr, so a warning would cost a right
#    answer its points (jupyter/nbgrader#1904). Only the assertion decides.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"(?s).*"

# 2. A test cell that a student deleted is restored and graded.
c.OverwriteCells.add_missing_cells = True


# 3. nbgrader empties the metadata of a copied cell, and then stops the whole batch because the
#    empty metadata has no known version (jupyter/nbgrader#1083).
class DropEmptyMetadata(preprocessors.NbGraderPreprocessor):
    """Turn the copy of a graded cell into an ordinary cell."""

    def preprocess_cell(self, cell, resources, index):  # noqa: D102
        if not cell.metadata.get("nbgrader", True):
            del cell.metadata["nbgrader"]
        return cell, resources


c.Autograde.sanitize_preprocessors = [
    preprocessors.ClearOutput,
    preprocessors.DeduplicateIds,
    DropEmptyMetadata,
    preprocessors.OverwriteKernelspec,
    preprocessors.OverwriteCells,
    preprocessors.CheckCellMetadata,
]

# 4. A test cell tagged "skip-execution" never runs, never fails, and earns its points. Expect a
#    tag that no notebook has.
c.Execute.skip_cells_with_tag = secrets.token_hex()

# Two messages without a consequence: the kernel's advice on encryption (it listens on this machine
# only), and SQLAlchemy's about how nbgrader 0.9 builds a submission before it stores it.
c.Execute.extra_arguments = ["--log-level=ERROR"]
warnings.filterwarnings("ignore", message="Object of type <Submitted")


# The learning platform whose downloads are collected: canvas, moodle, blackboard, brightspace or
# gradescope. For another one write a pattern of your own, with the groups student_id and file_id,
# and timestamp where names have a time. `python -m grader collect --from` overrides it.
c.FileNameCollectorPlugin.named_regexp = named_regexp("blackboard")
c.ZipCollectApp.collector_plugin = Collector
c.ZipCollectApp.extractor_plugin = Extractor

# The exchange, the folder for passing assignments on a machine that you share with your students,
# is a setting of that machine. Put it into /etc/jupyter/nbgrader_config.py, which every account
# reads:
#
#     c = get_config()
#     c.CourseDirectory.course_id = "losses-by-hand"
#     c.Exchange.root = "/srv/nbgrader/exchange"
