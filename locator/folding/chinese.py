"""Traditional characters of place and shop names in their simplified form."""

from typing import Final

# Only what names of places, streets, shops and banks here are made of.
_TRADITIONAL: Final = (
    "邊馬國幹達諾維爾裡里亞羅貢貝貫豐廣場機關龍島橋頭區縣"
    "鎮鄉東會業銀電話費動網絡卡棧莊園麗濱灣門開關店舖鋪號樓層對麵後側"
    "華興萬崗壇檳椰吳隸遜務營訊語點時間張陳黃劉楊趙許鄭錢實積極專賣買"
    "雲貴陽無極濟獨立紀碑獅雙鑽聯體飯館藥醫學術書車線纜紅綠藍聖鐵連運通進"
)
_SIMPLIFIED: Final = (
    "边马国干达诺维尔里里亚罗贡贝贯丰广场机关龙岛桥头区县"
    "镇乡东会业银电话费动网络卡栈庄园丽滨湾门开关店铺铺号楼层对面后侧"
    "华兴万岗坛槟椰吴隶逊务营讯语点时间张陈黄刘杨赵许郑钱实积极专卖买"
    "云贵阳无极济独立纪碑狮双钻联体饭馆药医学术书车线缆红绿蓝圣铁连运通进"
)
_TO_SIMPLIFIED: Final = {
    ord(traditional): simplified
    for traditional, simplified in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)
    if traditional != simplified
}


def simplified(text: str) -> str:
    return text.translate(_TO_SIMPLIFIED)
