# Classes of the program: attributes, methods, properties, inheritance, operators.
import dataclasses

class Shape:
    sides = 0

    def __init__(self, name):
        self.name = name
        self.tags = []

    def tag(self, text):
        self.tags.append(text)
        return self

    @property
    def label(self):
        return f"{self.name}"

    @classmethod
    def make(cls):
        return cls("made")

    @staticmethod
    def unit():
        return 1.0

class Square(Shape):
    sides = 4

    def __init__(self, size):
        super().__init__("square")
        self.size = size

    def area(self):
        return self.size * self.size

    def __add__(self, other):
        return Square(self.size + other.size)

    def __len__(self):
        return self.sides

    def __iter__(self):
        yield self.size

s = Square(3)
s.size  # int = 3
s.area()  # int = 9
s.name  # str = "square"
s.sides  # int = 4
s.label  # str
s.unit()  # float = 1.0
s.tag("a").tag("b").tags  # list[str] of 2
Shape.make().name  # str = "made"
(s + Square(2)).size  # int = 5
len(s)  # int
for part in s:
    part  # unknown
s.size = "big"
s.size  # str = "big"
s.area  # method area

@dataclasses.dataclass
class Point:
    x: int
    y: int = 0

p = Point(1)
p.x  # int = 1
p.y  # int = 0

class Tree:
    def __init__(self, left=None):
        self.left = left

t = Tree(Tree())
t.left.left  # None

# Methods that Python calls by itself.
events = []

class Resource:
    def __init__(self):
        self.state = "new"

    def __enter__(self):
        self.state = "open"
        return self

    def __exit__(self, *information):
        self.state = None

    def __del__(self):
        events.append("gone")

with Resource() as resource:
    resource.state  # str = "open"
resource.state  # None
del resource
events  # list[unknown]

# What makes or changes classes is handed the class.
class Registered:
    def __init_subclass__(cls):
        cls  # unknown
        cls.__init__ = lambda self: setattr(self, "name", "set")

    def __new__(cls):
        cls  # unknown
        return super().__new__(cls)

class Entry(Registered):
    pass
Entry()  # unknown

# A method that nobody calls by name may be called on an instance of a class that derives from its own.
class Shape:
    def __matmul_like__(self):
        self  # Shape | Square

class Square(Shape):
    pass

# A metaclass makes something else of what the body of a class binds, methods of library classes excepted.
import enum

class Color(enum.Enum):
    RED = enum.auto()
    BLUE = 2

    def other(self):
        return "red"

Color.RED  # unknown
Color.BLUE.other()  # unknown

class Texts(type):
    def __new__(cls, name, bases, members):
        return super().__new__(cls, name, bases, {key: str(value) for key, value in members.items()})

class Sizes(metaclass=Texts):
    small = 1

    def method(self):
        return 1

class MoreSizes(Sizes):
    large = 2

Sizes.small  # unknown
MoreSizes.large  # unknown
Sizes.method  # unknown

def made_elsewhere():
    from somewhere import Model

    class Row(Model):
        name = "row"

        def text(self):
            self.name  # unknown
            return "text"

    Row.name  # unknown
    Row.text  # function text

made_elsewhere()
