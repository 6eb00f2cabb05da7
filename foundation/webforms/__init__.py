"""Forms that people outside the office fill in: tolerant fields, our own sentences, a check page.

Pure Django forms, no models. Public names: ``form.PublicForm`` and ``form.HouseForm``; the fields
in ``fields``, ``dates`` and ``choices``; ``answers.check_answers``; ``checked.CheckedFormMixin``.
"""
