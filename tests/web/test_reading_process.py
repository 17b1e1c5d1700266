"""The process that reads: it stays, and it may die."""

import os
import signal

import pytest

from lagebild.pipeline.reading import Order
from lagebild.web.reading_process import ReadingProcess, read_upload, upload_source

TEXT = "Deutschland hat der Ukraine Haubitzen geliefert."


def test_it_reads_one_after_the_other_and_is_made_anew_where_it_died() -> None:
    reading = ReadingProcess()
    try:
        (first,) = reading.read((TEXT.encode(), "a.txt", "upload:1/a.txt"), Order(()), "a.txt")
        assert first.reading.report is not None
        assert first.reading.claims
        process = reading._process
        assert process is not None
        assert process.pid is not None
        (second,) = reading.read((b"%PDF-", "b.pdf", "upload:2/b.pdf"), Order(()), "b.pdf")
        assert second.reading.faults
        assert reading._process is process
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        (third,) = reading.read((TEXT.encode(), "c.txt", "upload:3/c.txt"), Order(()), "c.txt")
        assert third.reading.report is not None
    finally:
        reading.close()


def test_what_takes_too_long_is_ended_and_told() -> None:
    reading = ReadingProcess(longest_s=0.001)
    (got,) = reading.read((TEXT.encode(), "a.txt", "upload:1/a.txt"), Order(()), "a.txt")
    assert "takes longer" in got.reading.faults[0].reason
    assert reading._process is None


def test_a_mail_gives_its_body_and_attachments_each_under_its_own_source() -> None:
    mail = (
        b"From: a@example.org\r\nSubject: Lage\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; "
        b"charset=utf-8\r\n\r\nDeutschland hat der Ukraine Haubitzen geliefert.\r\n--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; "
        b"filename=b.txt\r\n\r\nRussland hat Truppen nach Syrien verlegt.\r\n--x--\r\n"
    )
    source = upload_source(mail, "m.eml")
    order = Order(())
    found = read_upload(mail, "m.eml", source, order.facts, order.limits)
    assert [one.item.source for one in found] == [source, f"{source}#attachment:1:b.txt"]
    assert [one.capture.how for one in found if one.capture] == ["file", "mail"]


@pytest.mark.parametrize(("one", "other", "same"), [(b"x", b"x", True), (b"x", b"y", False)])
def test_the_source_of_a_file_tells_files_of_one_name_apart(one: bytes, other: bytes, same: bool) -> None:
    assert (upload_source(one, "a.txt") == upload_source(other, "a.txt")) is same
