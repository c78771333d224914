"""Scripts as they are served: each finds the modules that it imports by their names with digests."""

import re

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from debate.storage import StaticFiles


def test_modules_import_each_other_by_the_names_that_are_served(tmp_path):
    served = StaticFiles(location=str(tmp_path), base_url="/static/")
    scripts = sorted((path, storage) for finder in finders.get_finders() for path, storage in finder.list([])
                     if path.startswith("js/"))  # fmt: skip
    for path, storage in scripts:
        with storage.open(path) as script:
            FileSystemStorage(tmp_path).save(path, script)
    errors = [
        error
        for *_, error in served.post_process({path: (served, path) for path, _ in scripts})
        if isinstance(error, Exception)
    ]
    assert not errors
    imports = re.findall(r'from "\./([^"]+)"', (tmp_path / served.stored_name("js/reader.js")).read_text())
    assert len(imports) == 5
    for name in imports:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name)
        assert (tmp_path / "js" / name).exists()
