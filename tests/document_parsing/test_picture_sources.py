"""Each way in which posts name their pictures, with its mean variants: what is found, in order, and nothing else."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tui_reader.document import parse, pictures
from tui_reader.document.asides import aside
from tui_reader.model import BodyFormat

MARKDOWN, HTML = BodyFormat.MARKDOWN, BodyFormat.HTML
ZAKER = quote('{"videoUrl":"http://v.example/a.mp4","imgUrl":"http://v.example/p.jpg"}')


def sources(body: str, body_format: BodyFormat) -> list[str]:
    return [picture.image.source for picture in pictures(parse(body, body_format))]


@pytest.mark.parametrize(("body", "found"), [
    ("![a](x.png =300x)", ["x.png"]),
    ('![a](my pic (1).png "T")', ["my pic (1).png"]),
    ("![a](not a pic)", []),
    ("text ![a](x y.png) and ![b](z w.png)", ["x y.png", "z w.png"]),
    ("[[img]](http://a.example/b)", []),
    ("{{ page.title(path='x.png') }}", []),
    ("{% include nav.html %}", []),
    ("`{{ image(path='x.png') }}`", []),
    ("![a](x.png)", ["x.png"]),
    ('![a](<x y.png> "T")', ["x y.png"]),
    ("![a](x y.png)", ["x y.png"]),
    ("![a](图 1.png)", ["图 1.png"]),
    ("![a](x_(1).png)", ["x_(1).png"]),
    ("![a][r]\n\n[r]: x.png 'T'", ["x.png"]),
    ("![r][]\n\n[r]: x.png", ["x.png"]),
    ("![r]\n\n[r]: x.png", ["x.png"]),
    ("[![a](t.png)](big.png)", ["t.png"]),
    ("![a](x.png =300x200)", ["x.png"]),
    ("![a](x.png){width=300}", ["x.png"]),
    ("![a](x.png){: .center}", ["x.png"]),
    ("![a](data:image/png;base64,AAAA)", ["data:image/png;base64,AAAA"]),
    ("![[x.png]]", ["x.png"]),
    ("![[dir/x y.png|300]]", ["dir/x y.png"]),
    ("![[x.png|caption]]", ["x.png"]),
    ("![[note]]", []),
    ("![[x.svg]]", ["x.svg"]),
    ('<img src="x.png">', ["x.png"]),
    ("<img src=x.png>", ["x.png"]),
    ("<IMG SRC='x.png' />", ["x.png"]),
    ("    ![](x.png)", []),
    ("`![](x.png)`", []),
    ("```\n<img src=x.png>\n```", []),
    ("<!-- ![](x.png) -->", []),
    ("{% asset_img x.png 标题 %}", ["x.png"]),
    ('{% asset_img class-a x.png 100 200 "title" %}', ["x.png"]),
    ("{% img /x.png %}", ["/x.png"]),
    ('{% img left /x.png 300 200 "t \'a\'" %}', ["/x.png"]),
    ("![a]({% asset_path x.png %})", ["x.png"]),
    ('{{< figure src="x.png" title="C" >}}', ["x.png"]),
    ('{{<figure src="x.png">}}', ["x.png"]),
    ('{{% figure src="x.png" %}}', ["x.png"]),
    ('{{< img src="x.png" >}}', ["x.png"]),
    ('{{< image src="x.png" caption="C" >}}', ["x.png"]),
    ('{{< gallery >}}\n{{< figure src="a.png" >}}\n{{< figure src="b.png" >}}\n{{< /gallery >}}', ["a.png", "b.png"]),
    ('{{< gallery >}}\n  <img src="a.png" class="grid-w33" />\n  <img src="b.png" />\n{{< /gallery >}}',
     ["a.png", "b.png"]),
    ('{{< gallery images="a.png,b.png" >}}', ["a.png", "b.png"]),
    ('{{< gallery match="images/*" >}}', []),
    ("{% gallery %}\n![](a.png)\n![](b.png)\n{% endgallery %}", ["a.png", "b.png"]),
    ('{% galleryGroup "名" "述" "/link" x.png %}', ["x.png"]),
    ('{% include figure.html src="x.png" %}', ["x.png"]),
    ('{% include image.html url="/x.png" description="C" %}', ["/x.png"]),
    ('{% include figure image_path="/x.png" alt="a" caption="C" %}', ["/x.png"]),
    ('{% include img.html file="x.jpg" %}', ["x.jpg"]),
    ("{% picture x.jpg %}", ["x.jpg"]),
    ("![a]({{ site.baseurl }}/x.png)", ["/x.png"]),
    ('![a]({{ "/x.png" | relative_url }})', ["/x.png"]),
    ("![a]({{ site.url }}{{ site.baseurl }}/x.png)", ["/x.png"]),
    ('<img src="{{ \'/x.png\' | relative_url }}">', ["/x.png"]),
    ("![a](@/x.png)", ["@/x.png"]),
    ('[caption id="1" width="30"]<img src="x.png" /> Cap[/caption]', ["x.png"]),
    ('[caption id="1" caption="Cap"]<a href=q><img src="x.png"></a>[/caption]', ["x.png"]),
    ('[gallery ids="1,2"]', []),
    ("[img]http://a.example/x.png[/img]", ["http://a.example/x.png"]),
    ('{{ image(path="x.png") }}', ["x.png"]),
    ('{{ resize_image(path="x.png", width=3, height=2, op="fit") }}', ["x.png"]),
    ('{{ figure(src="x.png", caption="C") }}', ["x.png"]),
    ('{{< legacy-img src="x.jpg" alt="A" >}}', ["x.jpg"]),
    ('{{< fancybox "x.png" "C" >}}', ["x.png"]),
    ('{{< imgproc x.png Resize "400x" >}}', ["x.png"]),
    (".. image:: x.png", []),
    ("<div>\n\n![a](x.png)\n\n</div>", ["x.png"]),
    ('<p align="center">\n  <img src="x.png">\n</p>', ["x.png"]),
    ("| a |\n|---|\n| ![](x.png) |", ["x.png"]),
    ("- ![](x.png)", ["x.png"]),
    ("> ![](x.png)", ["x.png"]),
    ("# ![](x.png)", ["x.png"]),
    ("a[^1]\n\n[^1]: ![](x.png)", ["x.png"]),
    ("<details><summary>s</summary>\n\n![](x.png)\n\n</details>", ["x.png"]),
    ("!\\[a](x.png)", []),
    ("![a]( x.png )", ["x.png"]),
    ("![a](\nx.png\n)", ["x.png"]),
    ("![多\n行](x.png)", ["x.png"]),
    ("！[a](x.png)", []),
    ("![a](http://a.example/x.png?a=1&amp;b=2)", ["http://a.example/x.png?a=1&b=2"]),
])  # fmt: skip
def test_pictures_in_markdown(body: str, found: list[str]) -> None:
    assert sources(body, MARKDOWN) == found


@pytest.mark.parametrize(("body", "found"), [
    (f"<div data-zkinfo={ZAKER}></div>", ["http://v.example/p.jpg"]),
    ('<div data-bg="blue">a</div>', []),
    ('<div style="background:url(data:image/gif;base64,R0lGOD)">a</div>', []),
    ('<div style="background:url()">a</div>', []),
    ("<!-- <img src=x.png> -->", []),
    ('<img data-src="x.png" src="loading.gif">', ["x.png"]),
    ('<img data-original="x.png" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">',
     ["x.png"]),
    ('<img data-lazy-src="x.png" src="grey.gif">', ["x.png"]),
    ('<img data-src="x.png">', ["x.png"]),
    ('<img src="real.png" data-src="">', ["real.png"]),
    ('<img srcset="s.png 320w, l.png 1024w, m.png 640w">', ["l.png"]),
    ('<img src="s.png" srcset="s.png 320w, l.png 1024w">', ["l.png"]),
    ('<img src="s.png" srcset="s.png 1x, l.png 2x">', ["l.png"]),
    ('<img src="s.png" srcset="https://a/x,y.png 2x, z.png 1x">', ["https://a/x,y.png"]),
    ('<img src="s.png" data-srcset="s.png 320w, l.png 1024w">', ["l.png"]),
    ('<picture><source srcset="x.avif" type="image/avif"><source srcset="x.webp"><img src="x.jpg"></picture>',
     ["x.jpg"]),
    ('<picture><source srcset="x.webp"></picture>', ["x.webp"]),
    ('<picture><source srcset="s.webp 1x, l.webp 2x"><img src="data:image/gif;base64,R0lGOD" data-src=""></picture>',
     ["l.webp"]),
    ('<img class="lazy" src="blank.gif"><noscript><img src="x.png"></noscript>', ["x.png"]),
    ('<img data-src="x.png"><noscript><img src="x.png"></noscript>', ["x.png"]),
    ('<noscript><img src="x.png"></noscript>', ["x.png"]),
    ("<noscript><p>" + "long " * 50 + "<img src=x.png></p></noscript>", ["x.png"]),
    ('<div style="background:url(x.png) no-repeat">a</div>', ["x.png"]),
    ('<div style="background-image: url(\'x.png\')">a</div>', ["x.png"]),
    ('<div style="background-image:url(&quot;x.png&quot;)">a</div>', ["x.png"]),
    ('<a href=q style="background-image:url(x.png)">a</a>', ["x.png"]),
    ('<table><tr><td style="background:url(x.png)">a</td></tr></table>', ["x.png"]),
    ('<table><tr><td background="x.png">a</td></tr></table>', ["x.png"]),
    ('<li style="background:url(x.png)">a</li>', ["x.png"]),
    ('<section style="BACKGROUND-IMAGE:URL(x.png)">a</section>', ["x.png"]),
    ('<figure style="background-image:url(x.png)"></figure>', ["x.png"]),
    ('<section data-lazy-bgimg="x.png">a</section>', ["x.png"]),
    ('<div data-bg="x.png">a</div>', ["x.png"]),
    ('<svg><image href="x.png" width="10"/></svg>', ["x.png"]),
    ('<svg><image xlink:href="x.png"/></svg>', ["x.png"]),
    ('<video poster="x.png" src="v.mp4"></video>', ["x.png"]),
    ('<video poster="x.png"><source src="v.mp4"></video>', ["x.png"]),
    ('<object data="x.png" type="image/png"></object>', ["x.png"]),
    ('<object data="x.svg" type="image/svg+xml"></object>', ["x.svg"]),
    ('<embed src="x.png" type="image/png">', ["x.png"]),
    ('<input type="image" src="x.png">', ["x.png"]),
    ('<amp-img src="x.png" width="3" height="2"></amp-img>', ["x.png"]),
    ('<img src="x.png"><img src="./x.png"><img src="x.png#1">', ["x.png"]),
    ('<figure><img src="x.png"><figcaption>C</figcaption></figure>', ["x.png"]),
    ('<a href="x.png"><img src="t.png"></a>', ["t.png"]),
    ('<img src="x.png" width=1 height=1>', []),
    ('<img src="https://hm.baidu.com/hm.gif?x=1">', ["https://hm.baidu.com/hm.gif?x=1"]),
    ('<img src="">', []),
    ("<img>", []),
    ('<img src="x.png" alt="[emoji]" class="emoji">', []),
    ('<template><img src="x.png"></template>', []),
    ('<script>var a="<img src=x.png>"</script>', []),
    ('<img src="http://a.example/x.png?a=1&amp;b=2">', ["http://a.example/x.png?a=1&b=2"]),
    ('<img src=" \n x.png \n">', ["x.png"]),
    ('<img src="//a.example/x.png">', ["//a.example/x.png"]),
    ('<img data-src="//a.example/x" src="//a.example/loading.gif">', ["//a.example/x"]),
    ('<img data-src="https://mmbiz.qpic.cn/mmbiz_png/abc/640?wx_fmt=png">',
     ["https://mmbiz.qpic.cn/mmbiz_png/abc/640?wx_fmt=png"]),
])  # fmt: skip
def test_pictures_in_html(body: str, found: list[str]) -> None:
    assert sources(body, HTML) == found


@pytest.mark.parametrize(("source", "said"), [
    ("https://hm.example/a.png", ""),
    ("https://hm.baidu.com/hm.gif?x=1", "counter"),
    ("//www.google-analytics.com/collect?v=1", "counter"),
    ("https://stats.example/matomo.php?idsite=1", "counter"),
    ("https://feeds.feedburner.com/~r/a/~4/b", "counter"),
    ("https://notgoogle-analytics.com/a.png", ""),
    ("https://picsum.photos/800/400", "placeholder"),
    ("https://source.unsplash.com/random/800x600", "placeholder"),
    ("https://images.unsplash.com/photo-1?w=800", ""),
    ("https://api.example/img/random.php?x=2", "placeholder"),
    ("https://p.example/random", "placeholder"),
    ("https://p.example/random-forest.png", ""),
    ("https://p.example/random.png", ""),
    ("https://placehold.it/300x200", "placeholder"),
    ("images/blank.gif", "placeholder"),
    ("/images/spacer.png", "placeholder"),
    ("/images/loading-2.gif", "placeholder"),
    ("loading-dock.jpg", ""),
    ("loading.png", ""),
    ("data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "placeholder"),
    ("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 2'%3E%3C/svg%3E", "placeholder"),
    ("data:image/svg+xml,%3Csvg%3E%3Cpath d='M0 0h9'/%3E%3C/svg%3E", ""),
    ("data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=", "placeholder"),
    ("data:image/svg+xml;base64,PHN2Zz48cGF0aC8+PC9zdmc+", ""),
    ("data:image/png;base64," + "A" * 600, ""),
    ("", ""),
])  # fmt: skip
def test_counters_and_placeholders_are_told_apart(source: str, said: str) -> None:
    assert aside(source) == said


def test_a_counter_keeps_its_number() -> None:
    found = pictures(parse("![](https://hm.baidu.com/hm.gif) ![](a.png)", MARKDOWN), ["https://picsum.photos/9"])
    assert [(one.number, one.aside) for one in found] == [(1, "placeholder"), (2, "counter"), (3, "")]


@pytest.mark.parametrize(("body", "caption"), [
    ("![alt](a.png)", "alt"),
    ('![alt](a.png "Title")', "Title"),
    ("![alt](a.png)\n*Below*", "Below"),
    ("![alt](my a.png)", "alt"),
    ("![[a.png|Words]]", "Words"),
    ('{{< figure src="a.png" caption="Below" alt="alt" >}}', "Below"),
    ('{% include figure.html src="a.png" caption="Below" %}', "Below"),
    ('{{ image(path="a.png", alt="alt") }}', "alt"),
    ("{% asset_img a.png Below %}", "Below"),
    ("{% asset_img a.png Below the example %}", "Below the example"),
    ("{% asset_img a.png 100 200 Below 3 trees %}", "Below 3 trees"),
    ('{% img left /a.png 300 200 "Below" "alt" %}', "Below"),
    ("{% img /a.png 'Below all' 'alt' %}", "Below all"),
    ('[caption id="1"]<img src="a.png"> Below[/caption]', "Below"),
    ("<figure><img src=a.png alt=alt><figcaption>Below</figcaption></figure>", "Below"),
    ("<video poster=a.png title=Film src=a.mp4></video>", "Film"),
])  # fmt: skip
def test_captions(body: str, caption: str) -> None:
    assert [picture.caption for picture in pictures(parse(body, MARKDOWN))] == [caption]


def test_a_version_behind_a_file_makes_no_other_picture() -> None:
    found = pictures(parse("![](a.png) ![](a.png?v=2) ![](./a.png) ![](b.png)", MARKDOWN))
    assert [picture.image.source for picture in found] == ["a.png", "b.png"]


def test_sizes_of_hexo_images() -> None:
    (picture,) = pictures(parse('{% asset_img p3.png 500 400 "T" "A" %}', MARKDOWN))
    assert (picture.image.width, picture.image.height, picture.image.alt) == (500, 400, "A")


@pytest.mark.parametrize("style", [
    "background-image: url('https://h.example/bg(1).jpg')", "background: #fff url(&quot;https://h.example/bg(1).jpg&quot;)",
])  # fmt: skip
def test_backgrounds_with_brackets_in_their_names(style: str) -> None:
    found = pictures(parse(f'<div style="{style}"></div>', BodyFormat.HTML))
    assert [picture.image.source for picture in found] == ["https://h.example/bg(1).jpg"]


def test_other_addresses_of_the_same_picture_are_kept() -> None:
    cover = "https://proxy.example/?http://real.example/y.png"
    (picture,) = pictures(parse("![](http://real.example/y.png)", MARKDOWN), (cover,))
    assert (picture.image.source, picture.also, picture.origin) == ("http://real.example/y.png", (cover,), "body")
