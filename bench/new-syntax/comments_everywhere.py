# before
x = [  # open
    # inside
    1,  # one

    2  # two
    # last
]  # close
# between
def f(  # def
    # args
    a,  # a
    # before close
):  # header
    # body start
    pass  # pass
    # body end
# dedent
if a:  # if
    pass
# before else
else:  # else
    # only comment before
    pass
    # after
x = (a  # left
     # alone
     +  # op
     b)
call(a,  # first
     b=  # value follows
     c)
@d  # decorator
# after decorator
class C:  # class

    # spaced

    x = 1


    # end
d = {  # d
    a  # key
    :  # colon
    b  # value
}
return_ = not (  # negation
    a
)
#
#!shebang-like
#: sphinx
# type: ignore
# fmt: off
