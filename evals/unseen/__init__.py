"""Real texts that nothing was made with: 18 German and 14 English ones, each annotated twice, independently, by the guide of the held-out gold.

The texts are others' (10kGNAD, German and English Wikinews, the archived White House) and not kept here: `texts.jsonl` says where each is from,
how many characters of its beginning were taken and their digest; white space is one space or one line break. `first.jsonl` and
`second.jsonl` hold the two annotations as stretches of these texts. Both annotators belong to this project, worked by one guide and saw
neither the reader nor each other's work; their agreement is therefore an upper bound for what a stranger would agree to.

Every second text by name (`opened`) may be looked at when errors are studied; of the others only the figures. None may be trained on.
"""
