"""Run the program with `python -m melcount_app`."""

from melcount_app.cli import main

if __name__ == "__main__":
    main()
