"""Many newcomers, one model, one direction, a short time: held until somebody has looked at them as a whole."""
