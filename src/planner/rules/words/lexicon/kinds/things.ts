import { isCommonThing } from '../../../../../tools/text/common-things.js'

/** Things that pictures show, in the order of the lines of `names`. Several names of a thing are parted by a slash. */
const english =
  'fish,fish,shoe,shoes,balloon,airplane,bicycle,boat,ship,hat,hats,piano,guitar,banana,apple,cake,clock,book,umbrella,lamp,crown,drum,penguin,elephant,chair,table,bottle,cup,ball,sun,star,child,woman,man,hamburger,laptop,rabbit,turtle,key,bell,camera,hammer,phone,pizza,rocket,strawberry'.split(
    ',',
  )

const names: Readonly<Record<string, string>> = {
  es: 'pez/pescado,peces,zapato,zapatos,globo,avión,bicicleta,barca/bote,barco,sombrero,sombreros,piano,guitarra,plátano,manzana,pastel/tarta,reloj,libro,paraguas,lámpara,corona,tambor,pingüino,elefante,silla,mesa,botella,taza,pelota,sol,estrella,niño,mujer,hombre,hamburguesa,portátil/ordenador portátil,conejo,tortuga,llave,campana,cámara,martillo,teléfono,pizza,cohete,fresa',
  fr: 'poisson,poissons,chaussure,chaussures,ballon,avion,vélo,bateau,navire,chapeau,chapeaux,piano,guitare,banane,pomme,gâteau,horloge,livre,parapluie,lampe,couronne,tambour,pingouin/manchot,éléphant,chaise,table,bouteille,tasse,balle,soleil,étoile,enfant,femme,homme,hamburger,ordinateur portable,lapin,tortue,clé,cloche,appareil photo,marteau,téléphone,pizza,fusée,fraise',
  de: 'fisch,fische,schuh,schuhe,ballon/luftballon,flugzeug,fahrrad,boot,schiff,hut,hüte,klavier,gitarre,banane,apfel,kuchen,uhr,buch,regenschirm,lampe,krone,trommel,pinguin,elefant,stuhl,tisch,flasche,tasse,ball,sonne,stern,kind,frau,mann,hamburger,laptop,kaninchen/hase,schildkröte,schlüssel,glocke,kamera,hammer,telefon,pizza,rakete,erdbeere',
  pt: 'peixe,peixes,sapato,sapatos,balão,avião,bicicleta,bote,barco/navio,chapéu,chapéus,piano,violão/guitarra,banana,maçã,bolo,relógio,livro,guarda-chuva,lâmpada,coroa,tambor,pinguim,elefante,cadeira,mesa,garrafa,xícara,bola,sol,estrela,criança,mulher,homem,hambúrguer,portátil/notebook,coelho,tartaruga,chave,sino,câmera,martelo,telefone,pizza,foguete,morango',
  it: 'pesce,pesci,scarpa,scarpe,palloncino,aereo,bicicletta,barca,nave,cappello,cappelli,pianoforte,chitarra,banana,mela,torta,orologio,libro,ombrello,lampada,corona,tamburo,pinguino,elefante,sedia,tavolo,bottiglia,tazza,palla,sole,stella,bambino,donna,uomo,hamburger,computer portatile,coniglio,tartaruga,chiave,campana,fotocamera,martello,telefono,pizza,razzo,fragola',
  nl: 'vis,vissen,schoen,schoenen,ballon,vliegtuig,fiets,boot,schip,hoed,hoeden,piano,gitaar,banaan,appel,taart,klok,boek,paraplu,lamp,kroon,trommel,pinguïn,olifant,stoel,tafel,fles,kopje,bal,zon,ster,kind,vrouw,man,hamburger,laptop,konijn,schildpad,sleutel,bel,camera,hamer,telefoon,pizza,raket,aardbei',
  pl: 'ryba/rybę,ryby,but,buty,balon,samolot,rower,łódź,statek,kapelusz,kapelusze,pianino/fortepian,gitara,banan,jabłko,ciasto/tort,zegar,książka,parasol,lampa,korona,bęben,pingwin,słoń,krzesło,stół,butelka,kubek,piłka,słońce,gwiazda,dziecko,kobieta,mężczyzna,hamburger,laptop,królik/królika,żółw/żółwia,klucz,dzwon,aparat,młotek,telefon,pizza/pizzę,rakieta/rakietę,truskawka/truskawkę',
  tr: 'balık,balıklar,ayakkabı,ayakkabılar,balon,uçak,bisiklet,tekne,gemi,şapka,şapkalar,piyano,gitar,muz,elma,pasta/kek,saat,kitap,şemsiye,lamba,taç,davul,penguen,fil,sandalye,masa,şişe,fincan,top,güneş,yıldız,çocuk,kadın,adam,hamburger,dizüstü bilgisayar,tavşan,kaplumbağa,anahtar,zil,kamera,çekiç,telefon,pizza,roket,çilek',
  vi: 'con cá/cá,cá,giày/chiếc giày,giày,bóng bay,máy bay,xe đạp,thuyền,tàu thủy,mũ/cái mũ,mũ,đàn piano,đàn ghi ta,quả chuối/chuối,quả táo,bánh,đồng hồ,sách,cái ô,đèn,vương miện,trống,chim cánh cụt,con voi/voi,ghế,bàn,chai,cốc,quả bóng,mặt trời,ngôi sao,trẻ em,phụ nữ,đàn ông,hamburger,máy tính xách tay,con thỏ/thỏ,con rùa/rùa,chìa khóa,chuông,máy ảnh,cái búa/búa,điện thoại,pizza,tên lửa,dâu tây',
  id: 'ikan,ikan,sepatu,sepatu,balon,pesawat,sepeda,perahu,kapal,topi,topi,piano,gitar,pisang,apel,kue,jam,buku,payung,lampu,mahkota,drum,penguin,gajah,kursi,meja,botol,cangkir,bola,matahari,bintang,anak,wanita,pria,hamburger,laptop,kelinci,kura-kura,kunci,lonceng,kamera,palu,telepon,pizza,roket,stroberi',
  ru: 'рыба/рыбу/рыбы,рыб,ботинок/туфля,ботинки,воздушный шар/шарик,самолёт/самолет,велосипед,лодка/лодку,корабль,шляпа/шляпу,шляпы,пианино/рояль,гитара/гитару,банан,яблоко,торт/пирог,часы,книга/книгу,зонт,лампа/лампу,корона/корону,барабан,пингвин,слон,стул,стол,бутылка/бутылку,чашка/чашку,мяч,солнце,звезда/звезду,ребёнок,женщина/женщину,мужчина,гамбургер,ноутбук,кролик/кролика,черепаха/черепаху,ключ,колокол/колокольчик,фотоаппарат/камера,молоток,телефон,пицца/пиццу,ракета/ракету,клубника/клубнику',
  uk: "риба/рибу/риби,риб,черевик/туфля/взуття,черевики,повітряна кулька/кулька/кульку/повітряну кульку,літак,велосипед,човен,корабель,капелюх,капелюхи,піаніно/рояль,гітара/гітару,банан,яблуко,торт/пиріг,годинник,книга/книгу/книжка,парасолька/парасольку,лампа/лампу,корона/корону,барабан,пінгвін/пінгвіна,слон,стілець,стіл,пляшка/пляшку,чашка/чашку,м'яч,сонце,зірка/зірку,дитина,жінка/жінку,чоловік,гамбургер,ноутбук,кролик/кролика,черепаха/черепаху,ключ,дзвін/дзвоник,фотоапарат/камера,молоток,телефон,піца/піцу,ракета/ракету,полуниця/полуницю",
  zh: '鱼,鱼,鞋/鞋子,鞋,气球,飞机,自行车,小船,船,帽子,帽子,钢琴,吉他,香蕉,苹果,蛋糕,钟,书,雨伞,灯,皇冠,鼓,企鹅,大象,椅子,桌子,瓶子,杯子,球,太阳,星星,孩子,女人,男人,汉堡,笔记本电脑,兔子,乌龟,钥匙,铃铛,相机,锤子,电话,披萨,火箭,草莓',
  ja: '魚,魚,靴,靴,風船,飛行機,自転車,ボート,船,帽子,帽子,ピアノ,ギター,バナナ,りんご,ケーキ,時計,本,傘,ランプ,王冠,太鼓,ペンギン,象,椅子,テーブル,瓶,カップ,ボール,太陽,星,子供,女性,男性,ハンバーガー,ノートパソコン,うさぎ,亀,鍵,ベル,カメラ,ハンマー,電話,ピザ,ロケット,いちご',
  ko: '물고기,물고기,신발,신발,풍선,비행기,자전거,보트,배,모자,모자,피아노,기타,바나나,사과,케이크,시계,책,우산,램프,왕관,북,펭귄,코끼리,의자,탁자,병,컵,공,태양,별,아이,여자,남자,햄버거,노트북,토끼,거북이,열쇠,종,카메라,망치,전화,피자,로켓,딸기',
  hi: 'मछली,मछलियाँ,जूता,जूते,गुब्बारा,हवाई जहाज,साइकिल,नाव,जहाज,टोपी,टोपियाँ,पियानो,गिटार,केला,सेब,केक,घड़ी,किताब,छाता,दीपक,मुकुट,ढोल,पेंगुइन,हाथी,कुर्सी,मेज,बोतल,कप,गेंद,सूरज,तारा,बच्चा,औरत,आदमी,हैमबर्गर,लैपटॉप,खरगोश,कछुआ,चाबी,घंटी,कैमरा,हथौड़ा,फ़ोन,पिज़्ज़ा,रॉकेट,स्ट्रॉबेरी',
  bn: 'মাছ,মাছ,জুতা,জুতা,বেলুন,বিমান,সাইকেল,নৌকা,জাহাজ,টুপি,টুপি,পিয়ানো,গিটার,কলা,আপেল,কেক,ঘড়ি,বই,ছাতা,বাতি,মুকুট,ঢোল,পেঙ্গুইন,হাতি,চেয়ার,টেবিল,বোতল,কাপ,বল,সূর্য,তারা,শিশু,মহিলা,পুরুষ,হ্যামবার্গার,ল্যাপটপ,খরগোশ,কচ্ছপ,চাবি,ঘণ্টা,ক্যামেরা,হাতুড়ি,ফোন,পিৎজা,রকেট,স্ট্রবেরি',
  ar: 'سمكة/سمك,أسماك,حذاء,أحذية,بالون,طائرة,دراجة,قارب,سفينة,قبعة,قبعات,بيانو,جيتار,موزة,تفاحة,كعكة,ساعة,كتاب,مظلة,مصباح,تاج,طبل/طبلة,بطريق,فيل,كرسي,طاولة,زجاجة,كوب,كرة,شمس,نجمة,طفل,امرأة,رجل,همبرغر,حاسوب محمول,أرنب,سلحفاة,مفتاح,جرس,كاميرا,مطرقة,هاتف,بيتزا,صاروخ,فراولة',
  ur: 'مچھلی,مچھلیاں,جوتا,جوتے,غبارہ,ہوائی جہاز,سائیکل,کشتی,جہاز,ٹوپی,ٹوپیاں,پیانو,گٹار,کیلا,سیب,کیک,گھڑی,کتاب,چھتری,چراغ,تاج,ڈھول,پینگوئن,ہاتھی,کرسی,میز,بوتل,کپ,گیند,سورج,ستارہ,بچہ,عورت,آدمی,ہیمبرگر,لیپ ٹاپ,خرگوش,کچھوا,چابی,گھنٹی,کیمرہ,ہتھوڑا,فون,پیزا,راکٹ,اسٹرابیری',
  sv: 'fisk,fiskar,sko,skor,ballong,flygplan,cykel,båt,skepp,hatt,hattar,piano,gitarr,banan,äpple,tårta/kaka,klocka,bok,paraply,lampa,krona,trumma,pingvin,elefant,stol,bord,flaska,kopp,boll,sol,stjärna,barn,kvinna,man,hamburgare,bärbar dator,kanin,sköldpadda,nyckel,bjällra,kamera,hammare,telefon,pizza,raket,jordgubbe',
}

/** Things that pictures show less often, in the order of the lines of `others`. */
const otherEnglish =
  'cow,pig,sheep,goat,duck,chicken,lion,tiger,bear,monkey,mouse,butterfly,bee,snake,frog,owl,truck,motorcycle,helicopter,pear,cherry,bread,cheese,egg,carrot,tomato,lemon,grape,violin,trumpet,flute,rose,shirt,dress,coat,glove,sock,sofa,bed,church,castle,bag,cloud,mountain,boy,girl,doll,television,glass'.split(
    ',',
  )

const others: Readonly<Record<string, string>> = {
  es: 'vaca,cerdo,oveja,cabra,pato,gallina/pollo,león/leones,tigre,oso,mono,ratón/ratones,mariposa,abeja,serpiente,rana,búho/lechuza,camión/camiones,moto/motocicleta,helicóptero,pera,cereza,pan,queso,huevo,zanahoria,tomate,limón/limones,uva,violín,trompeta,flauta,rosa,camisa/camiseta,vestido,abrigo,guante,calcetín/calcetines,sofá,cama,iglesia,castillo,bolso/bolsa,nube,montaña,chico/muchacho,niña/chica,muñeca,televisor/televisión,vaso',
  fr: 'vache,cochon,mouton,chèvre,canard,poule/poulet,lion,tigre,ours,singe,souris,papillon,abeille,serpent,grenouille,hibou/chouette,camion,moto,hélicoptère,poire,cerise,pain,fromage,œuf/oeuf,carotte,tomate,citron,raisin,violon,trompette,flûte,rose,chemise,robe,manteau,gant,chaussette,canapé,lit,église,château,sac,nuage,montagne,garçon,fille,poupée,télévision/téléviseur,verre',
  de: 'kuh/kühe,schwein,schaf,ziege,ente,huhn/hühner,löwe/löwen,tiger,bär,affe/affen,maus/mäuse,schmetterling,biene,schlange,frosch/frösche,eule,lkw/lastwagen/laster,motorrad/motorräder,hubschrauber,birne,kirsche,brot,käse,ei/eier,karotte/möhre,tomate,zitrone,traube/weintraube,geige/violine,trompete,flöte,rose,hemd/hemden,kleid/kleider,mantel/mäntel,handschuh,socke,sofa,bett/betten,kirche,schloss/burg,tasche,wolke,berg,junge/jungen,mädchen,puppe,fernseher,glas/gläser',
  pt: 'vaca,porco,ovelha,cabra,pato,galinha/frango,leão/leões,tigre,urso,macaco,rato/camundongo,borboleta,abelha,cobra/serpente,sapo/rã,coruja,caminhão/caminhões,moto/motocicleta,helicóptero,pera,cereja,pão,queijo,ovo,cenoura,tomate,limão,uva,violino,trompete,flauta,rosa,camisa/camiseta,vestido,casaco,luva,meia,sofá,cama,igreja,castelo,bolsa,nuvem/nuvens,montanha,menino/garoto,menina/garota,boneca,televisão,copo',
  it: 'mucca,maiale,pecora,capra,anatra,gallina/pollo,leone,tigre,orso,scimmia,topo,farfalla,ape,serpente,rana,gufo,camion,moto/motocicletta,elicottero,pera,ciliegia,pane,formaggio,uovo/uova,carota,pomodoro,limone,uva,violino,tromba,flauto,rosa,camicia,vestito,cappotto,guanto,calzino,divano,letto,chiesa,castello,borsa,nuvola,montagna,ragazzo,bambina/ragazza,bambola,televisore/televisione,bicchiere',
  nl: 'koe/koeien,varken,schaap/schapen,geit,eend,kip/kippen,leeuw,tijger,beer/beren,aap/apen,muis/muizen,vlinder,bij/bijen,slang,kikker,uil,vrachtwagen,motor/motorfiets,helikopter,peer/peren,kers,brood,kaas,ei/eieren,wortel,tomaat/tomaten,citroen,druif/druiven,viool,trompet,fluit,roos/rozen,overhemd/shirt,jurk,jas,handschoen,sok,bank,bed,kerk,kasteel,tas,wolk,berg,jongen,meisje,pop/poppen,televisie/tv,glas/glazen',
  pl: 'krowa,świnia,owca,koza,kaczka,kura/kurczak,lew/lwa/lwy,tygrys,niedźwiedź/niedźwiedzia,małpa,mysz/myszy,motyl,pszczoła,wąż/węża,żaba,sowa,ciężarówka,motocykl,helikopter/śmigłowiec,gruszka,wiśnia,chleb,ser,jajko,marchewka,pomidor,cytryna,winogrono/winogrona,skrzypce,trąbka,flet,róża/różę,koszula,sukienka,płaszcz,rękawiczka,skarpetka,kanapa/sofa,łóżko,kościół,zamek,torba,chmura,góra,chłopiec/chłopca,dziewczynka/dziewczyna,lalka,telewizor,szklanka',
  tr: 'inek,domuz,koyun,keçi,ördek,tavuk,aslan,kaplan,ayı,maymun,fare,kelebek,arı,yılan,kurbağa,baykuş,kamyon,motosiklet,helikopter,armut,kiraz,ekmek,peynir,yumurta,havuç,domates,limon,üzüm,keman,trompet,flüt,gül,gömlek,elbise,palto/mont,eldiven,çorap,kanepe,yatak,kilise,kale,çanta,bulut,dağ,erkek çocuk,kız/kız çocuk,oyuncak bebek,televizyon,bardak',
  vi: 'con bò/bò,con lợn/con heo,con cừu/cừu,con dê,con vịt/vịt,con gà/gà,sư tử,con hổ/hổ,con gấu/gấu,con khỉ/khỉ,con chuột/chuột,con bướm/bướm,con ong/ong,con rắn/rắn,con ếch/ếch,con cú,xe tải,xe máy,trực thăng,quả lê,quả anh đào,bánh mì,phô mai,quả trứng/trứng,cà rốt,cà chua,quả chanh,nho,đàn violin/vĩ cầm,kèn,sáo,hoa hồng,áo sơ mi,váy,áo khoác,găng tay,tất,ghế sofa,giường,nhà thờ,lâu đài,túi,đám mây,núi,cậu bé,cô bé,búp bê,tivi,ly',
  id: 'sapi,babi,domba,kambing,bebek,ayam,singa,harimau/macan,beruang,monyet,tikus,kupu-kupu,lebah,ular,katak/kodok,burung hantu,truk,sepeda motor/motor,helikopter,pir,ceri,roti,keju,telur,wortel,tomat,lemon,anggur,biola,terompet,seruling,mawar,kemeja/baju,gaun,mantel,sarung tangan,kaus kaki,sofa,tempat tidur,gereja,kastil,tas,awan,gunung,anak laki-laki,anak perempuan,boneka,televisi,gelas',
  ru: 'корова,свинья/свинью,овца,коза,утка,курица/курицу,лев/льва/львы,тигр,медведь/медведя/медведи,обезьяна,мышь/мыши,бабочка,пчела,змея/змею/змеи,лягушка,сова,грузовик,мотоцикл,вертолёт,груша/грушу,вишня/вишню,хлеб,сыр,яйцо/яйца,морковь,помидор,лимон,виноград,скрипка,труба,флейта,роза,рубашка,платье,пальто,перчатка,носок/носки,диван,кровать,церковь,замок,сумка,облако/облака,гора,мальчик,девочка/девушка,кукла,телевизор,стакан',
  uk: 'корова/корову/корови,свиня/свиню,вівця/вівцю,коза/козу,качка/качку,курка/курку,лев/лева,тигр/тигра,ведмідь/ведмедя,мавпа/мавпу,миша/мишу,метелик/метелика,бджола/бджолу,змія/змію,жаба/жабу,сова/сову,вантажівка/вантажівку,мотоцикл,гелікоптер/вертоліт,груша/грушу,вишня/вишню,хліб,сир,яйце,морква/моркву,помідор,лимон,виноград,скрипка/скрипку,труба/трубу,флейта/флейту,троянда/троянду,сорочка/сорочку,сукня/сукню,пальто,рукавичка/рукавичку,шкарпетка/шкарпетки,диван,ліжко,церква/церкву,замок,сумка/сумку,хмара/хмару,гора/гору,хлопчик/хлопчика,дівчинка/дівчинку,лялька/ляльку,телевізор,склянка/склянку',
  zh: '牛,猪,羊/绵羊,山羊,鸭子,鸡,狮子,老虎,熊,猴子,老鼠,蝴蝶,蜜蜂,蛇,青蛙,猫头鹰,卡车,摩托车,直升机,梨,樱桃,面包,奶酪,鸡蛋,胡萝卜,西红柿/番茄,柠檬,葡萄,小提琴,小号,长笛,玫瑰,衬衫,裙子/连衣裙,大衣,手套,袜子,沙发,床,教堂,城堡,包,云,山,男孩,女孩,娃娃,电视,玻璃杯',
  ja: '牛,豚,羊,ヤギ,アヒル,鶏/ニワトリ,ライオン,虎/トラ,熊/クマ,猿/サル,ネズミ,蝶,蜂,蛇/ヘビ,カエル,フクロウ,トラック,バイク,ヘリコプター,梨,さくらんぼ,パン,チーズ,卵,人参/にんじん,トマト,レモン,ぶどう,バイオリン,トランペット,フルート,バラ,シャツ,ドレス,コート,手袋,靴下,ソファ,ベッド,教会,城,バッグ/かばん,雲,山,男の子,女の子,人形,テレビ,グラス',
  ko: '소,돼지,양,염소,오리,닭,사자,호랑이,곰,원숭이,쥐,나비,벌,뱀,개구리,부엉이/올빼미,트럭,오토바이,헬리콥터/헬기,배나무 열매,체리,빵,치즈,계란/달걀,당근,토마토,레몬,포도,바이올린,트럼펫,플루트,장미,셔츠,드레스/원피스,코트,장갑,양말,소파,침대,교회,성,가방,구름,산,소년/남자아이,소녀/여자아이,인형,텔레비전,유리컵',
  hi: 'गाय,सूअर,भेड़,बकरी,बत्तख,मुर्गी,शेर,बाघ,भालू,बंदर,चूहा,तितली,मधुमक्खी,साँप/सांप,मेंढक,उल्लू,ट्रक,मोटरसाइकिल,हेलीकॉप्टर,नाशपाती,चेरी,रोटी/ब्रेड,पनीर,अंडा/अंडे,गाजर,टमाटर,नींबू,अंगूर,वायलिन,तुरही,बाँसुरी/बांसुरी,गुलाब,कमीज/शर्ट,पोशाक,कोट,दस्ताना/दस्ताने,मोज़ा/मोजे,सोफा,बिस्तर,चर्च,किला/महल,बैग/थैला,बादल,पहाड़,लड़का/लड़के,लड़की,गुड़िया,टीवी,गिलास',
  ar: 'بقرة,خنزير,خروف,ماعز,بطة,دجاجة,أسد,نمر,دب,قرد,فأر,فراشة,نحلة,ثعبان/أفعى,ضفدع,بومة,شاحنة,دراجة نارية,مروحية,إجاص,كرز,خبز,جبن,بيضة,جزرة,طماطم,ليمون/ليمونة,عنب,كمان,بوق,ناي,وردة,قميص,فستان,معطف,قفاز,جورب,أريكة,سرير,كنيسة,قلعة,حقيبة,سحابة,جبل,ولد/صبي,بنت/فتاة,دمية,تلفاز/تلفزيون,كأس',
  sv: 'ko/kor,gris/grisar,får,get/getter,anka/ankor,höna/kyckling,lejon,tiger/tigrar,björn/björnar,apa/apor,mus/möss,fjäril/fjärilar,bi/bin,orm/ormar,groda/grodor,uggla/ugglor,lastbil/lastbilar,motorcykel,helikopter,päron,körsbär,bröd,ost,ägg,morot/morötter,tomat/tomater,citron/citroner,druva/druvor,fiol,trumpet,flöjt,ros/rosor,skjorta,klänning,kappa/rock,handske/handskar,strumpa/strumpor,soffa,säng,kyrka,slott,väska,moln,berg,pojke/pojkar,flicka/flickor,docka/dockor,tv/teve,glas',
}

/** The lines of a lexicon for other forms of the nouns for things that its lines have in one form. */
export function otherFormsIn(language: string, lines: string): string {
  return lines
    .split('\n')
    .flatMap((line) => {
      const [said = '', meaning = ''] = line.split(' = ')
      const isNoun = said.length > 3 && !said.includes(' ') && isCommonThing(meaning.trim())
      return isNoun ? inflect(language, said.trim()).map((one) => `${one} = ${meaning.trim()}`) : []
    })
    .join('\n')
}

/** The lines of a lexicon for things that pictures often show. */
export function thingsIn(language: string): string {
  const linesOf = (said = '', meanings: readonly string[]) =>
    said
      .split(',')
      .filter(Boolean)
      .flatMap((some, at) =>
        some
          .split('/')
          .flatMap((one) => [one, ...(one.length > 3 ? inflect(language, one) : [])])
          .map((one) => `${one} = ${meanings[at] ?? ''}`),
      )
  return [...linesOf(names[language], english), ...linesOf(others[language], otherEnglish)].join('\n')
}

/** Endings that a noun may have beside the one by which it is listed. */
const endings: Readonly<Record<string, string>> = {
  es: 's es',
  fr: 's x',
  de: 'e en n s es er ern',
  pt: 's es',
  nl: 's en n',
  sv: 'en et n ar er or arna erna',
  tr: 'lar ler ı i u ü yı yi yu yü lı li da de ta te dan den tan ten larda lerde lardan lerden nın nin',
  id: 'nya',
}
/** Of languages that change the last letter: what it is, and what it becomes. */
const changes: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  it: [
    [/o$/, 'i'],
    [/a$/, 'e'],
    [/e$/, 'i'],
  ],
  pl: [
    [/a$/, 'ę ą y i'],
    [/(?<=[^aąeęioóuy])$/, 'a u em y i ów e'],
  ],
  ru: [
    [/а$/, 'у ы е ой и'],
    [/(?<=[^аеёиоуыэюяь])$/, 'а у ом ы ов е и'],
  ],
}

function inflect(language: string, word: string): string[] {
  const added = endings[language]?.split(' ').map((ending) => `${word}${ending}`) ?? []
  const changed = (changes[language] ?? []).flatMap(([ending, becomes]) =>
    ending.test(word) ? becomes.split(' ').map((other) => word.replace(ending, other)) : [],
  )
  return [...added, ...changed]
}
