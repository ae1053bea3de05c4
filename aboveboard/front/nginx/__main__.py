"""python -m aboveboard.front.nginx prints the configuration."""

import sys

from aboveboard.front.nginx.writing import main

if __name__ == "__main__":
    main(sys.argv[1:])
