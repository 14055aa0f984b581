"""`followup classify`: one JSON object a line, whatever the files are called and hold."""
import json
import os
import subprocess

from house import BUILD

FIELDS = ["file", "class", "permanence", "status", "recipients", "original_message_id",
          "new_text", "reason"]
MAIL = (b"From: Kim <kim@studio.example>\r\nTo: care@ourshop.example\r\n"
        b"Subject: Re: A word of thanks\r\nIn-Reply-To: <a@ourshop.example>\r\n\r\nGladly, Anna.\r\n")


def classify(*files, **how):
    done = subprocess.run([os.path.join(BUILD, "followup"), "classify", *files],
                          capture_output=True, timeout=60, **how)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], \
        done.stderr.decode("utf-8", "replace")


def put(path, content):
    with open(path, "wb") as f:
        f.write(content)
    return path


def test_fields_and_names(tmp_path):
    here = os.fsencode(tmp_path)
    names = [b"plain.eml", b'a "quoted" name', b"new\nline", b"latin-\xe9", "grüße".encode(), b" ",
             b"back\\slash", b"empty"]
    paths = [put(os.path.join(here, n), b"" if n == b"empty" else MAIL) for n in names]
    code, told, words = classify(*paths)
    assert (code, words) == (0, "")
    assert [list(t) for t in told] == [FIELDS] * len(names)
    assert [os.path.basename(t["file"]) for t in told] == \
        ["plain.eml", 'a "quoted" name', "new\nline", "latin-é", "grüße", " ", "back\\slash", "empty"]
    assert [t["new_text"] for t in told] == ["Gladly, Anna."] * 7 + [""]
    assert all(t["class"] == "reply" and t["reason"] for t in told)


def test_what_cannot_be_read_is_said_and_the_rest_is_told(tmp_path):
    good = put(tmp_path / "good.eml", MAIL)
    code, told, words = classify(tmp_path / "missing", tmp_path, good)
    assert code == os.EX_NOINPUT
    assert [t["file"] for t in told] == [str(good)]
    assert f"{tmp_path}/missing can't be read and was not classified: No such file" in words
    assert f"{tmp_path} can't be read and was not classified: Is a directory" in words


def test_standard_input_and_dashes(tmp_path):
    code, told, _ = classify("-", input=MAIL)
    assert (code, told[0]["file"], told[0]["new_text"]) == (0, "-", "Gladly, Anna.")
    put(tmp_path / "-n", MAIL)
    code, told, _ = classify("--", "-n", cwd=tmp_path)
    assert (code, told[0]["file"]) == (0, "-n")
    code, told, words = classify()
    assert (code, told) == (os.EX_USAGE, []) and "classify" in words


def test_more_files_than_one_child_takes(tmp_path):
    paths = [put(tmp_path / f"{i:03}.eml", MAIL.replace(b"Anna", b"Anna%d" % i)) for i in range(150)]
    code, told, _ = classify(*paths)
    assert code == 0
    assert [t["new_text"] for t in told] == [f"Gladly, Anna{i}." for i in range(150)]


def test_a_reply_of_twenty_megabytes(tmp_path):
    photo = b"--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + \
        b"AAAA" * 18 + b"\r\n"
    mail = MAIL.replace(b"\r\n\r\n", b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                        b"--b\r\nContent-Type: text/plain\r\n\r\n", 1) + photo
    mail += (b"AAAA" * 18 + b"\r\n") * ((20 << 20) // 74) + b"--b--\r\n"
    code, told, _ = classify(put(tmp_path / "big.eml", mail))
    assert (code, told[0]["class"], told[0]["new_text"]) == (0, "reply", "Gladly, Anna.")


def test_endless_input_ends():
    code, told, _ = classify("/dev/zero")
    assert (code, len(told)) == (0, 1)
