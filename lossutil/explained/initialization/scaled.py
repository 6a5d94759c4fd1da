"""What the tests of initialization/scaled say where they fail."""

import math


def calculate_fans_linear(outputs, inputs):
    return {
        "on": f"the weight of a linear layer from {inputs} to {outputs}, stored as (out, in)",
        "what": "(fan-in, fan-out)",
        "mistakes": {
            "the two are swapped: the weight is stored as (out, in)": [outputs, inputs],
        },
    }


def calculate_fans_convolution(shape, outputs, inputs, kernel, size):
    return {
        "on": {"shape": shape},
        "what": "(fan-in, fan-out)",
        "mistakes": {
            "the kernel is missing: each of its positions is an input": [inputs, outputs],
            "fan-out lacks the kernel: an input reaches an output through each position": [
                inputs * size,
                outputs,
            ],
            "the two are swapped: the weight is stored as (out, in, kernel …)": [
                outputs * size,
                inputs * size,
            ],
            "only the first kernel dimension counts so far; multiply all of them": [
                inputs * kernel[0],
                outputs * kernel[0],
            ],
            "you added the kernel's dimensions; multiply them": [
                inputs * sum(kernel),
                outputs * sum(kernel),
            ],
        },
    }


def calculate_fans_errors_1():
    return {
        "on": "a weight of shape (3, 5)",
    }


def calculate_fans_errors_2(shape):
    return {
        "on": {"shape": shape},
        "likely": "a bias that is taken for a weight; or an IndexError, which says nothing of fans",
    }


def calculate_gain_relu(name):
    mistakes = {
        "relu": {
            "2 is the factor of the variance; the gain is one of the std": 2.0,
            "this is a leaky ReLU's gain; a ReLU has the slope 0": math.sqrt(2 / 1.0001),
        },
        "tanh": {
            "the gain of tanh is 5/3, a rule of thumb": 1.0,
            "this is the inverse: the gain undoes what the activation takes away": 3 / 5,
        },
        "selu": {"the gain of selu is 3/4, chosen by experiment": 1.0},
    }
    return {
        "on": {"nonlinearity": name},
        "what": "the gain",
        "mistakes": mistakes[name],
    }


def calculate_gain_leaky_relu(slope, a):
    return {
        "on": {"nonlinearity": "leaky_relu", "param": slope},
        "what": "the gain",
        "mistakes": {
            "0 is a slope, too; ask `param is None`, not `if param`": (
                math.sqrt(2 / 1.0001) if slope == 0 else math.nan
            ),
            "the slope was not used": math.sqrt(2 / (1 + 0.01**2)),
            "the slope was not used; this is the gain of relu": math.sqrt(2),
            "the slope is squared under the root": math.sqrt(2 / (1 + a)) if a > -1 else 0.0,
            "the root is missing: this is the factor of the variance": 2 / (1 + a**2),
        },
    }


def xavier_uniform__moments_1(shape, gain, std):
    return {
        "on": {"shape": shape, "gain": gain},
        "mistakes": {
            "the bound is √3 times the std; you took the std for the bound": (
                0,
                std / math.sqrt(3),
            ),
            "the bound is √3 times the std, and you multiplied by √3 once more": (
                0,
                std * math.sqrt(3),
            ),
            "the gain was not used": (0, std / gain),
            "the gain is a factor of the std; you put it under the root": (
                0,
                std / math.sqrt(gain),
            ),
            "the gain is a factor of the std; you squared it": (0, std * gain),
            "you divided by fan-in alone; Xavier takes the sum of the fans": (
                0,
                gain * math.sqrt(2 / (shape[1] * math.prod(shape[2:]))),
            ),
            "a factor 2 is missing: the formula wants the mean of the fans, not their sum": (
                0,
                std / math.sqrt(2),
            ),
            "the kernel's size is missing in the fans": (
                0,
                gain * math.sqrt(2 / (shape[0] + shape[1])),
            ),
        },
    }


def xavier_uniform__moments_2(shape, gain):
    return {
        "on": {"shape": shape, "gain": gain},
        "what": "the number of entries beyond the bound √3 · std",
        "likely": "normal draws in the uniform form",
    }


def xavier_normal__moments(shape, total, gain, std):
    return {
        "on": {"shape": shape, "gain": gain},
        "mistakes": {
            "you passed the variance; normal_ wants the std: take the root": (
                0,
                gain * 2 / total,
            ),
            "this spread is the bound of the uniform form, with the 6 under the root": (
                0,
                std * math.sqrt(3),
            ),
            "the gain was not used": (0, std / gain),
            "the gain is a factor of the std; you put it under the root": (
                0,
                std / math.sqrt(gain),
            ),
            "you divided by fan-in alone; Xavier takes the sum of the fans": (
                0,
                gain * math.sqrt(2 / (shape[1] * math.prod(shape[2:]))),
            ),
            "a factor 2 is missing: the formula wants the mean of the fans, not their sum": (
                0,
                std / math.sqrt(2),
            ),
        },
    }


def xavier_distribution_1(std, normal_cdf):
    return {
        "on": "xavier_uniform_, shape (100, 100)",
        "mistakes": {"these are normal draws": normal_cdf(std)},
        "likely": "a wrong std; the test above says which",
    }


def xavier_distribution_2(std, uniform_cdf):
    return {
        "on": "xavier_normal_, shape (100, 100)",
        "mistakes": {"these are uniform draws": uniform_cdf(std)},
        "likely": "a wrong std; the test above says which",
    }


def xavier_errors():
    return {
        "on": "a tensor of shape (5,)",
        "likely": "a fan that is made up where there is none; calculate_fans of step 1 raises",
    }


def kaiming_uniform__moments_1(shape, size, fans, mode, fan, std):
    other = sum(fans.values()) - fan
    return {
        "on": {"shape": shape, "mode": mode},
        "mistakes": {
            "this is the other fan; the weight is stored as (out, in, …)": (
                0,
                math.sqrt(2 / other),
            ),
            "the bound is √3 times the std; you took the std for the bound": (
                0,
                std / math.sqrt(3),
            ),
            "you multiplied the std by 3; the bound is √3 times the std": (
                0,
                std * math.sqrt(3),
            ),
            "the gain √2 is missing": (0, math.sqrt(1 / fan)),
            "you squared the gain: √(2/fan) has it already": (0, 2 / math.sqrt(fan)),
            "this is Xavier's std; Kaiming takes one fan": (
                0,
                math.sqrt(2 / sum(fans.values())),
            ),
            "the kernel's size is missing in the fan": (0, math.sqrt(2 / (fan / size))),
        },
    }


def kaiming_uniform__moments_2(shape, mode):
    return {
        "on": {"shape": shape, "mode": mode},
        "what": "the number of entries beyond the bound √3 · std",
        "likely": "normal draws in the uniform form",
    }


def kaiming_normal__moments(shape, fans, mode, fan):
    other = sum(fans.values()) - fan
    return {
        "on": {"shape": shape, "mode": mode},
        "mistakes": {
            "this is the other fan; the weight is stored as (out, in, …)": (
                0,
                math.sqrt(2 / other),
            ),
            "you passed the variance 2/fan; normal_ wants the std: take the root": (0, 2 / fan),
            "the gain √2 is missing": (0, math.sqrt(1 / fan)),
            "the gain goes outside of the root: gain/√fan": (0, math.sqrt(math.sqrt(2) / fan)),
            "this is Xavier's std; Kaiming takes one fan": (
                0,
                math.sqrt(2 / sum(fans.values())),
            ),
        },
    }


def kaiming_arguments(a, nonlinearity, gain):
    return {
        "on": {"shape": (100, 200), "a": a, "nonlinearity": nonlinearity},
        "mistakes": {
            "the slope a was not used, and the nonlinearity not asked": (0, math.sqrt(2 / 200)),
            "the slope is read for leaky_relu only": (0, math.sqrt(2 / (1 + a**2) / 200)),
            "this is fan-out; the default is fan-in": (0, gain / math.sqrt(100)),
            "nonlinearity was not used": (0, math.sqrt(2 / 200)),
        },
    }


def kaiming_distribution_1(std, normal_cdf):
    return {
        "on": "kaiming_uniform_, shape (100, 100)",
        "mistakes": {"these are normal draws": normal_cdf(std)},
        "likely": "a wrong std; the tests above say which",
    }


def kaiming_distribution_2(std, uniform_cdf):
    return {
        "on": "kaiming_normal_, shape (100, 100)",
        "mistakes": {"these are uniform draws": uniform_cdf(std)},
        "likely": "a wrong std; the tests above say which",
    }


def kaiming_errors_1():
    return {
        "on": {"mode": "fan_avg"},
        "likely": "an else branch that takes every other word for fan_out",
    }


def kaiming_errors_2():
    return {
        "on": {"nonlinearity": "gelu"},
        "likely": "a gain that does not come from calculate_gain",
    }
