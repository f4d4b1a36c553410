import argparse
import sys

from simulator.recogniser.cli import recognise_lines

parser = argparse.ArgumentParser(
    prog="python -m simulator.recogniser", description="Utterances in, one frame a line out."
)
parser.add_argument("--locale", default="en-US")
for frame_line in recognise_lines(parser.parse_args().locale, sys.stdin):
    print(frame_line)
