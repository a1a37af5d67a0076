"""The commands of training without the program: `python -m melcount_app.training --help`."""

from melcount_app.training.commands import app

if __name__ == "__main__":
    app(prog_name="python -m melcount_app.training")
