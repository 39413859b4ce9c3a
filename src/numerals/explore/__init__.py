"""Looking at labelled digits before and after the model: figures, clusters, doubtful labels, mistakes.

`numerals.explore.study.study` does all of it; every module can be used alone, on arrays, from a notebook. What the
server needs (`atlas`, `saliency`) loads NumPy only.
"""
