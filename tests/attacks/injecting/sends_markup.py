"""Puts markup of all kinds where the report shows text: HTML, Jinja, XML, Markdown, spreadsheets, rich's own.

Expected: error
"""

MARKUP = """
<script>alert('owned')</script><img src=x onerror=alert(1)><svg/onload=alert(1)><style>*{display:none}</style>
</pre></code></body></html><a href="javascript:alert(1)">here</a><iframe src="http://127.0.0.1/"></iframe><!-- -->
{{ 7*7 }} {{ config }} {% include '/etc/passwd' %} {# #} ${7*7} #{7*7} <%= 7*7 %> %(x)s {0} {x!r}
]]> <![CDATA[ <?xml version="1.0"?> <!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]> &e; &lt;script&gt; &#x3c;
[bold red]owned[/] [link=http://127.0.0.1/]here[/link] [/nothing] ```html <b>x</b> ``` [here](javascript:alert(1))
=cmd|'/c calc'!A0 @SUM(1) +1 -1 \" onmouseover=alert(1) x=\" ' onmouseover=alert(1) x='
"""


class Markup(str):
    def __html__(self):
        return str(self)


def target(x):
    print(MARKUP)
    raise type("<b>Error</b>{{7*7}}", (Exception,), {})(Markup(MARKUP))


def slope(f, x, h):
    def evil():
        raise ValueError("<script>alert(2)</script>")

    evil.__code__ = evil.__code__.replace(co_name="<script>alert(3)</script>", co_qualname="{{7*7}}")
    evil()


class Total:
    def __init__(self):
        self.value = type("<img src=x onerror=alert(4)>", (), {})()

    def add(self, x):
        return {"<script>": Markup("<script>")}


# <script>alert(5)</script> {{7*7}} ]]> &quot; </pre></code>
