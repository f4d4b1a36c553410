"""What developers and CI run beside the skill: the Lambda emulator and the drawing of the icons."""
