'single', "double", '''triple''', """triple"""
'it\'s', "say \"hi\"", 'say "hi"', "it's", '"\''
'\x00\x07\a\b\f\v\t\r\n\\\'\"\101\0'
'\u00e9\U0001F389\N{EM DASH}'
'\ud800', '\udc00\ud800', '\ud83c\udf89', '🎉'
r'\d\'', R"\"", rb'\x', Rb'\x', bR'\x', BR"\x", b'\xff\'"', B"\0"
'line \
continued'
"""first
    second\
third
"""
'''"""''', """'''""", '""""', "''''"
'tab	inside', 'nbsp inside', 'zero​width', ' '
'unknown \d escape'
''  ""
u'x', U"y"
'# no comment', "#@nc: no annotation"
