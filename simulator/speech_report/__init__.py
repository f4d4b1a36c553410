"""What a customer hears of the skill's own voice: how long it speaks, and whether it asks when it listens.

`python -m simulator.speech_report` plays the conversation files and the skill's own tests. It fails when a reply breaks
a rule of `rules`, or when a text is never said.
"""
