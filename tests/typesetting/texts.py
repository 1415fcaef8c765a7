"""Sample texts of our own, for line ends of every kind."""

from __future__ import annotations

CHINESE = (
    "清晨六点，老城的钟楼刚刚敲过，街角的早点铺已经冒起了白汽。“来两根油条，一碗豆浆！”老陈一边擦手，一边"
    "应着：“好嘞——马上就来。”他在这条街上卖了三十一年早点，从三毛钱一碗的豆浆卖到今天的￥3.50，价钱翻了十"
    "倍不止，味道却没有变过……街坊们说，这叫“老味道”（其实他偷偷换过一次磨盘，没有人尝出来）。2019年3月12日"
    "，市里发布了《老城区保护与更新条例》，其中第7条写道：“凡列入名录的老字号，租金涨幅每年不得超过5%。”老"
    "陈听不太懂这些，只记得那天来了个小伙子，背着Apple的笔记本电脑，问他愿不愿意上“外卖平台”。“一天能多卖"
    "200多碗呢！”小伙子说。老陈摇摇头：“磨一锅豆浆要4个小时，多了，我做不过来。”小伙子又问：“那您图什么呢"
    "？”他想了想，指指墙上那张泛黄的照片——照片里，年轻的他站在同一个铺子前，身边是刚满周岁的女儿——说：“图"
    "个热闹吧。”如今女儿在列夫·托尔斯泰大街上的一所学校教书，每逢寒暑假都回来帮忙。她给铺子做了个网页（见"
    "https://example.com/zaodian/2019/old-town.html），还写了几百字的介绍，末尾有一句：『豆浆要趁热喝，话"
    "要慢慢说。』室外－8℃的那个冬天，排队的人从门口一直站到了巷尾，足足有1,200米；电视台的记者来拍了15分钟"
    "，播出时只剩下8秒……老陈倒不在意：“能上8秒，够啦！”"
)

JAPANESE = (
    "「ちょっと待って。」彼女はそう言って、コーヒーカップをテーブルに置いた。窓の外では、ゆっくりと雪が降"
    "りはじめている。『人々』という言葉を辞書で引いてみると、「たくさんの人」とだけ書いてあった……それだけ"
    "？　そんなはずはない、とわたしは思った。スーパーマーケットのレシートには、￥1,280（税込）と印字されて"
    "いる。きょうは2月14日、ヴァレンタインデーだった。"
)

ENGLISH = (
    "The keeper of the lighthouse (a man of few words) wrote in his log-book every evening: “Wind north-west, "
    "7 knots; sea moderate.” On the 3rd of March, however, he wrote something else — a whole page, in fact "
    "— about a bird that had flown 1,200 km to die on his window-sill. It cost $4.50 to send the letter, "
    "he noted, and 20 % more for the stamp... The page isn’t signed. See http://example.org/lighthouse/log?page="
    "17&year=1911 for a copy."
)

KOREAN = (
    "등대지기는 매일 저녁 일지를 썼다. “북서풍, 7노트.” 그러나 3월 3일에는 다른 이야기를 적었다. 서울(Seoul)에서"
    " 온 편지는 1,200km를 날아온 새에 관한 것이었다."
)

MIXED = (
    "用 Docker 部署 PostgreSQL 14.2 时，先执行 docker run --name pg -e POSTGRES_PASSWORD=secret -d postgres:14.2"
    "，再检查 5432 端口（默认值）。“Windows 11”的“Home”版不支持 Hyper-V；若CPU占用率超过90%，请参考 RFC 2119 "
    "与《PostgreSQL 手册》第19章。内存至少 4 GB，磁盘 20 GB！"
)
