"""Two loops over the table."""


def mutual_information(joint):
    total = joint.new_zeros(())
    for row in joint:
        for y, cell in enumerate(row):
            if cell > 0:
                total = total + cell * (cell.log() - row.sum().log() - joint[:, y].sum().log())
    return total
