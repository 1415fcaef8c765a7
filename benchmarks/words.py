"""The words that the generated posts are made of, and sentences made of them.

All of it was written for this purpose; nothing here reads or writes a file.
"""

from __future__ import annotations

from random import Random

PARAGRAPHS = 2_000
"""Of a long post."""

PLACES = [
    "山村",
    "河谷",
    "渡口",
    "老城",
    "码头",
    "茶园",
    "车站",
    "林场",
    "书院",
    "渔港",
    "梯田",
    "水库",
    "牧场",
    "古镇",
    "峡谷",
    "湖畔",
    "集市",
    "校园",
    "厂房",
    "街角",
]
PEOPLE = [
    "老师",
    "船工",
    "邮差",
    "学生",
    "裁缝",
    "木匠",
    "医生",
    "司机",
    "记者",
    "店主",
    "茶农",
    "渔民",
    "画家",
    "牧人",
    "厨师",
    "园丁",
    "守塔人",
    "修表匠",
    "护林员",
    "图书管理员",
]
TIMES = [
    "清晨",
    "傍晚",
    "入夏以来",
    "去年冬天",
    "雨后",
    "节气刚过",
    "上个周末",
    "这些年",
    "天亮之前",
    "连日来",
    "开春后",
    "入秋",
    "正午",
    "月底",
    "每逢集日",
]
ADVERBS = [
    "慢慢",
    "终于",
    "照例",
    "悄悄",
    "陆续",
    "反复",
    "一起",
    "轮流",
    "认真",
    "提前",
    "连夜",
    "分批",
    "逐一",
    "重新",
    "仔细",
]
VERBS = [
    "修好了",
    "整理出",
    "晒干了",
    "记录下",
    "搬走了",
    "试种了",
    "画下了",
    "收集了",
    "送来了",
    "清点了",
    "翻译了",
    "检查了",
    "补种了",
    "印出了",
    "打磨了",
]
THINGS = [
    "一座木桥",
    "三百册旧书",
    "新采的茶叶",
    "半船稻谷",
    "一口老钟",
    "几十封信",
    "河岸的堤坝",
    "全部门窗",
    "一张旧地图",
    "两台水泵",
    "成片的果树",
    "一套活字",
    "满屋的灯笼",
    "山路的路标",
    "七种野花",
]
RESULTS = [
    "消息很快传开",
    "大家都松了一口气",
    "预计下月完工",
    "来看的人越来越多",
    "当天就派上了用场",
    "总算没有白忙",
    "账目也对上了",
    "孩子们最高兴",
    "剩下的留到明年",
    "一时成了佳话",
    "雨季之前还要再查一遍",
    "邻村也来取经",
]
SAYINGS = [
    "好事不怕慢",
    "手上有活心里不慌",
    "路是一步一步走出来的",
    "水到了渠自然就成",
    "东西要用才不会坏",
    "先记下来再说",
    "人多了灯就亮",
    "不急总会有的",
]
NUMBERS = ["12", "28", "45", "96", "120", "364", "580", "1200", "4000", "27000"]
UNITS = ["人", "次", "册", "公斤", "里", "户", "盏", "株", "天", "件"]

TOPS = ["新媒体", "编程", "生活", "旅行", "摄影", "科学", "历史", "文学", "音乐", "美食"]
MIDDLES = [
    "山间来信",
    "河谷周报",
    "茶余",
    "书院笔记",
    "渡口观察",
    "林间",
    "灯下",
    "手作",
    "远行",
    "街角故事",
    "节气",
    "旧物",
]
BOTTOMS = ["分类", "专题", "随笔", "记录", "问答", "图集"]
AUTHORS = ["山间来信", "河谷周报", "灯下编辑部", "林中灯", "南枝", "阿禾", "渡口", "旧物志"]


def sentence(random: Random) -> str:
    """A sentence of some 20 to 60 characters."""
    pick = random.choice
    first = f"{pick(TIMES)}，{pick(PLACES)}的{pick(PEOPLE)}{pick(ADVERBS)}{pick(VERBS)}{pick(THINGS)}"
    shape = random.randrange(5)
    if shape == 0:
        return f"{first}，{pick(RESULTS)}。"
    if shape == 1:
        return f"{first}，前后用了{pick(NUMBERS)}{pick(UNITS)}，{pick(RESULTS)}。"
    if shape == 2:
        return f"{first}。{pick(PEOPLE)}说：“{pick(SAYINGS)}。”"
    if shape == 3:
        return f"{first}（另有{pick(NUMBERS)}{pick(UNITS)}在路上），{pick(RESULTS)}。"
    return f"{first}；{pick(PLACES)}的{pick(PEOPLE)}也{pick(ADVERBS)}{pick(VERBS)}{pick(THINGS)}。"


def headline(random: Random) -> str:
    """A title of some 20 to 30 characters, with the underlines and marks that aggregators put there."""
    pick = random.choice
    return f"{pick(PLACES)}{pick(PEOPLE)}_{pick(ADVERBS)}{pick(VERBS)}_{pick(THINGS)}，{pick(RESULTS)}、{pick(SAYINGS)}"


def paragraphs(count: int, opening: str) -> list[str]:
    """Paragraphs of about a hundred characters each, always the same; the first begins with `opening`."""
    random = Random(len(opening))
    return [("" if number else opening) + "".join(sentence(random) for _ in range(4)) for number in range(count)]
