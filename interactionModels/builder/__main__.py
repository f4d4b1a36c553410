import sys

from interactionModels.builder.cli import main

sys.exit(main())
