from itertools import count, islice

from locator.batches import batches


def test_the_last_batch_is_what_is_left():
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]


def test_of_nothing_there_is_no_batch():
    assert list(batches([], 2)) == []


def test_no_more_is_read_than_is_asked_for():
    assert list(islice(batches(count(), 2), 2)) == [[0, 1], [2, 3]]
