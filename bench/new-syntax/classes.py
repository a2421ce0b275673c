class A: ...
class B(): ...
class C(A, B, metaclass=M, **kw): ...
class D(*bases): ...
class E(A,
        B):
    """Doc"""
    x = 1
    def __init__(self): super().__init__()
    @classmethod
    def make(cls): return cls()
    @staticmethod
    async def go(): pass
    class Inner:
        def m(self):
            def local(): pass
            class Deep:
                def n(self): pass
    if x:
        def conditional(self): pass
    lambda self: self
def outer():
    class F:
        def m(self): pass
    return F
