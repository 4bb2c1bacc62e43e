"""The tree hash is that of RFC 6962: the values published with it, and its own definition, word for word."""

from hashlib import sha256

import pytest

from trajectories.audit.tree_hash import Tree

# The leaves and the roots of the first so many of them, as the makers of certificate transparency publish them.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def of(leaves, at_once=1):
    tree = Tree()
    for first in range(0, len(leaves), at_once):
        tree.extend(leaves[first : first + at_once])
    return tree


def by_definition(leaves):
    """MTH of RFC 6962, section 2.1."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


@pytest.mark.parametrize("count", range(9))
def test_it_has_the_published_values(count):
    assert ROOTS[count] == of([bytes.fromhex(leaf) for leaf in LEAVES[:count]]).root()


@pytest.mark.parametrize("at_once", [1, 2, 3, 7, 64, 1000])
def test_it_is_its_definition_however_the_leaves_come(at_once):
    """Up to a hundred leaves, and at each number of them."""
    leaves = [str(number).encode() * 64 for number in range(100)]
    tree = Tree()

    for first in range(0, 100, at_once):
        tree.extend(leaves[first : first + at_once])
        assert by_definition(leaves[: first + at_once]).hex() == tree.root()
        assert min(100, first + at_once) == tree.size


def test_no_leaf_can_be_changed_moved_left_out_or_added():
    leaves = [str(number).encode() for number in range(21)]
    others = [
        [*leaves[:5], b"x", *leaves[6:]],
        [*leaves[:5], leaves[6], leaves[5], *leaves[7:]],
        leaves[:-1],
        leaves[1:],
        [*leaves, b"x"],
        [*leaves, leaves[-1]],
    ]

    assert of(leaves).root() not in {of(each).root() for each in others}


def test_it_holds_one_hash_for_each_power_of_two():
    """A million leaves, a thousand at once: twenty places, of which seven are taken."""
    tree = of([b""] * 1000, 1000)
    for _ in range(999):
        tree.extend([b""] * 1000)

    assert 1_000_000 == tree.size
    assert 20 == len(tree._whole)
    assert bin(1_000_000).count("1") == sum(each is not None for each in tree._whole)
