/**
 * The words of `synonyms.ts` in German, French, Spanish, Portuguese and Russian, by the same ideas. Written as people write them; case,
 * marks and plurals are taken off when they are read. Languages are parted by line.
 */
export const EUROPEAN: Readonly<Record<string, string>> = {
  email:
    'e mail adresse|mailadresse|e mail|email adresse|courriel|adresse mail|adresse e mail|adresse électronique|mél|correo|correo electrónico|dirección de correo|correio eletrônico|endereço de e mail|почта|эл почта|электронная почта|е мейл|адрес электронной почты',
  phone:
    'telefon|telefonnummer|rufnummer|festnetz|tel nr|téléphone|numéro de téléphone|tél|teléfono|número de teléfono|telefone|fone|número de telefone|телефон|номер телефона|тел',
  mobile:
    'handy|handynummer|mobil|mobiltelefon|mobilnummer|portable|téléphone portable|téléphone mobile|mobile|móvil|teléfono móvil|celular|telefone celular|telemóvel|мобильный|мобильный телефон|сотовый',
  fax: 'telefax|faxnummer|télécopie|télécopieur|факс',
  website:
    'webseite|internetseite|internet|homepage|internetadresse|site web|site internet|sitio web|página web|página|сайт|веб сайт',
  id: 'kennung|identifiant|identificador|идентификатор|ид',
  number: 'nummer|nr|numéro|num|n|número|nro|номер|no',
  code: 'kürzel|schlüssel|código|код',
  sequence: 'lfd nr|laufende nummer|pos|position nr|numéro de ligne|п п|порядковый номер',
  name: 'bezeichnung name|nom|nombre|nome|имя название|название',
  fullname:
    'vollständiger name|name vorname|vor und nachname|nom complet|nom et prénom|nom prénom|nombre completo|nombre y apellidos|nome completo|фио|ф и о|полное имя',
  firstname: 'vorname|rufname|prénom|prenom|primer nombre|nombre de pila|primeiro nome|имя',
  lastname:
    'nachname|familienname|zuname|nom de famille|apellido|apellidos|primer apellido|sobrenome|apelido|último nome|фамилия',
  middlename: 'zweiter vorname|deuxième prénom|segundo nombre|отчество',
  nickname: 'spitzname|benutzername|benutzer|surnom|pseudo|apodo|usuario|apelido informal|пользователь|логин',
  salutation: 'anrede|civilité|tratamiento|saludo|tratamento|обращение',
  academictitle: 'titel akademisch|akademischer titel|akad titel',
  gender: 'geschlecht|sexe|genre|sexo|género|gênero|пол',
  birthday:
    'geburtsdatum|geburtstag|geb datum|geb|geboren|geboren am|date de naissance|né le|née le|naissance|fecha de nacimiento|nacimiento|f nacimiento|data de nascimento|nascimento|дата рождения|день рождения',
  death:
    'sterbedatum|todestag|gestorben|date de décès|décès|fecha de defunción|defunción|data de óbito|óbito|дата смерти',
  age: 'alter|âge|edad|idade|возраст',
  jobtitle:
    'funktion|stelle|berufsbezeichnung|beruf|stellenbezeichnung|position|fonction|poste|profession|intitulé du poste|puesto|cargo|profesión|ocupación|profissão|função|должность|профессия',
  department: 'abteilung|bereich|service|département|departamento|área|setor|отдел|подразделение|департамент',
  company:
    'firma|firmenname|unternehmen|firmenbezeichnung|société|entreprise|raison sociale|nom de la société|empresa|compañía|razón social|sociedad|razão social|nome da empresa|компания|организация|фирма|предприятие|название компании',
  customer:
    'kunde|kunden|kundenname|käufer|client|nom du client|acheteur|cliente|nombre del cliente|comprador|nome do cliente|клиент|покупатель|заказчик|имя клиента',
  supplier: 'lieferant|lieferantenname|kreditor|fournisseur|proveedor|fornecedor|поставщик',
  employee:
    'mitarbeiter|mitarbeitername|angestellter|personal|employé|salarié|empleado|trabajador|funcionário|colaborador|сотрудник|работник',
  manager:
    'vorgesetzter|vorgesetzte|leiter|führungskraft|responsable hiérarchique|supérieur|gerente|jefe|supervisor|gestor|chefe|руководитель|начальник',
  salesperson:
    'verkäufer|vertriebsmitarbeiter|sachbearbeiter|kundenbetreuer|vendeur|commercial|vendedor|comercial|продавец|менеджер по продажам',
  owner:
    'besitzer|inhaber|verantwortlich|verantwortlicher|responsable|propriétaire|propietario|responsável|proprietário|ответственный|владелец',
  contact:
    'ansprechpartner|kontakt|kontaktperson|interlocuteur|contact|contacto|persona de contacto|contato|контакт|контактное лицо',
  passport: 'reisepass|passnummer|passeport|numéro de passeport|pasaporte|passaporte|паспорт|номер паспорта',
  nationalid:
    'personalausweis|ausweisnummer|carte d identité|dni|nif nie|nie|cédula|documento de identidad|rg|cpf|bi|снилс',
  taxnumber:
    'steuernummer|steuer id|steuer nr|ust id|ustid|ust idnr|umsatzsteuer id|uid|eu ustid|numéro de tva|tva intracommunautaire|n tva|siret|siren|nif|cif|rfc|nit|cnpj|cpf cnpj|contribuinte|инн',
  nationality: 'staatsangehörigkeit|nationalität|nationalité|nacionalidad|nacionalidade|гражданство|национальность',
  language: 'sprache|langue|idioma|lengua|língua|язык',
  address:
    'adresse|anschrift|postanschrift|adresse postale|adresse complète|dirección|domicilio|endereço|morada|адрес|почтовый адрес',
  address2: 'adresszusatz|adresse 2|complément d adresse|complemento|дополнение адреса',
  street: 'straße|strasse|str|straße und hausnummer|straße hausnummer|rue|voie|calle|rua|logradouro|улица',
  housenumber: 'hausnummer|haus nr|hausnr|numéro de rue|número exterior|дом|номер дома',
  city: 'ort|stadt|wohnort|ortschaft|ville|commune|localité|ciudad|población|localidad|municipio|cidade|município|город|населенный пункт',
  district: 'bezirk|landkreis|kreis|arrondissement|distrito|colonia|район',
  neighbourhood: 'stadtteil|ortsteil|quartier|barrio|bairro|микрорайон',
  state: 'bundesland|land bundesland|région|provincia|comunidad autónoma|estado|uf|область|регион|край',
  postcode: 'postleitzahl|plz|code postal|cp|código postal|cód postal|cep|почтовый индекс|индекс',
  country: 'land|staat|ländercode|länderkennzeichen|pays|país|страна',
  latitude: 'breitengrad|latitud|широта',
  longitude: 'längengrad|longitud|долгота',
  place: 'standort|lieu|lieu de travail|lugar|ubicación|local|localização|место|расположение',
  order: 'bestellung|auftrag|bestell|commande|pedido|orden|encomenda|заказ',
  invoice: 'rechnung|beleg rechnung|facture|factura|fatura|nota fiscal|счет|счет фактура',
  receipt: 'quittung|kassenbon|bon|reçu|recibo|чек|квитанция',
  contract: 'vertrag|contrat|contrato|договор|контракт',
  payment: 'zahlung|bezahlung|paiement|règlement|pago|pagamento|оплата|платеж',
  paymentmethod:
    'zahlungsart|zahlungsmethode|zahlungsweise|bezahlart|mode de paiement|moyen de paiement|mode de règlement|forma de pago|método de pago|medio de pago|forma de pagamento|método de pagamento|способ оплаты|вид оплаты',
  paymentterms:
    'zahlungsbedingung|zahlungsbedingungen|zahlungsziel|conditions de paiement|condiciones de pago|condições de pagamento|условия оплаты',
  delivery: 'lieferung|liefer|versand|livraison|expédition|envío|entrega|envio|доставка|отгрузка',
  shippingcost:
    'versandkosten|lieferkosten|porto|frais de port|frais de livraison|gastos de envío|coste de envío|frete|valor do frete|custo de envio|стоимость доставки',
  return: 'retoure|rücksendung|erstattung|retour|remboursement|devolución|reembolso|devolução|возврат',
  status: 'zustand|statut|état|estado del pedido|situação|situación|статус|состояние',
  product:
    'produkt|artikel|artikelname|produktname|ware|artikelbezeichnung|produktbezeichnung|produit|nom du produit|producto|nombre del producto|artículo|produto|nome do produto|item|товар|наименование|название товара|наименование товара|продукт|номенклатура',
  sku: 'artikelnummer|artikel nr|art nr|artnr|produktnummer|référence produit|réf produit|référence article|código de producto|referencia del producto|código do produto|артикул|код товара',
  barcode: 'strichcode|ean code|code barres|code barre|código de barras|штрихкод|штрих код',
  category:
    'kategorie|warengruppe|gruppe|catégorie|famille|categoría|familia|categoria|категория|группа товаров|группа',
  type: 'art|typ|tipo|genre type|тип|вид',
  brand: 'marke|hersteller|marque|fabricant|marca|fabricante|бренд|марка|производитель',
  model: 'modell|modèle|modelo|модель',
  colour: 'farbe|couleur|color|cor|цвет',
  size: 'größe|groesse|taille|talla|tamaño|tamanho|размер',
  weight: 'gewicht|poids|peso|вес|масса',
  height: 'höhe|hauteur|altura|alto|высота',
  width: 'breite|largeur|anchura|ancho|largura|ширина',
  length: 'länge|longueur|longitud largo|largo|comprimento|длина',
  unit: 'einheit|mengeneinheit|me|unité|unidad|unidad de medida|unidade|единица измерения|ед изм|единица',
  quantity:
    'menge|anzahl|stückzahl|stück|quantité|qté|nombre de pièces|cantidad|cant|quantidade|qtd|qtde|количество|кол во|кол',
  stock:
    'bestand|lagerbestand|lagermenge|stock disponible|en stock|existencias|inventario|estoque|остаток|остатки|на складе|наличие',
  warehouse: 'lager|lagerort|filiale|entrepôt|magasin|almacén|tienda|depósito|armazém|loja|склад|магазин',
  price: 'preis|verkaufspreis|vk preis|vk|prix|prix de vente|tarif|precio|precio de venta|preço|preço de venda|цена',
  unitprice:
    'einzelpreis|stückpreis|preis pro einheit|prix unitaire|pu|precio unitario|preço unitário|valor unitário|цена за единицу',
  cost: 'kosten|einkaufspreis|ek preis|ek|coût|prix d achat|costo|coste|precio de compra|custo|preço de custo|себестоимость|стоимость закупки|закупочная цена',
  amount: 'betrag|summe betrag|montant|somme|importe|monto|valor|montante|quantia|сумма',
  total:
    'gesamt|gesamtbetrag|gesamtsumme|summe|endbetrag|rechnungsbetrag|total général|montant total|total à payer|importe total|total general|valor total|total geral|итого|всего|общая сумма',
  subtotal: 'zwischensumme|sous total|subtotal|подытог',
  gross: 'brutto|brut|bruto|ttc',
  net: 'netto|ht|neto|líquido',
  tax: 'steuer|mwst|mehrwertsteuer|ust|umsatzsteuer|tva|taxe|impuesto|iva|imposto|icms|ндс|налог',
  discount: 'rabatt|nachlass|remise|réduction|rabais|descuento|dto|desconto|скидка',
  coupon: 'gutschein|gutscheincode|code promo|cupón|cupom|промокод',
  balance: 'saldo|kontostand|saldo nach buchung|solde|saldo disponible|баланс|остаток средств',
  debt: 'schuld|offener betrag|forderung|montant dû|deuda|saldo pendiente|dívida|задолженность|долг',
  debit: 'soll|lastschrift|ausgang|débit|dépense|cargo débito|debe|débito|saída|дебет|расход|списание',
  credit: 'haben|gutschrift|eingang|crédit|recette|haber|abono|crédito|entrada|кредит|приход|зачисление',
  paid: 'bezahlt|payé|pagado|pago sim|оплачено',
  revenue: 'umsatz|erlös|chiffre d affaires|ca|ventas|ingresos|receita|faturamento|vendas|выручка|оборот',
  profit: 'gewinn|marge|bénéfice|ganancia|beneficio|lucro|margem|прибыль',
  salary: 'gehalt|lohn|bruttogehalt|salaire|rémunération|salario|sueldo|salário|remuneração|зарплата|оклад',
  currency: 'wkz|wkz umsatz|währung|waehrung|währungscode|devise|monnaie|divisa|moneda|moeda|валюта',
  percent: 'prozent|prozentsatz|pourcentage|taux|porcentaje|percentual|porcentagem|процент',
  creditlimit: 'kreditlimit|kreditrahmen|limite de crédit|plafond|límite de crédito|кредитный лимит',
  bank: 'kreditinstitut|banque|nom de la banque|banco|nombre del banco|банк|название банка',
  account: 'konto|compte|cuenta|conta|счет учета',
  accountnumber:
    'kontonummer|konto nr|kontonr|numéro de compte|número de cuenta|número da conta|номер счета|расчетный счет',
  bookingdate:
    'buchungstag|buchungsdatum|buchung datum|date d opération|date opération|date comptable|fecha de operación|fecha operación|data da operação|data do movimento|дата операции|дата проводки',
  valuedate:
    'wertstellung|valuta|valutadatum|wertstellungsdatum|date de valeur|date valeur|fecha valor|f valor|data valor|дата валютирования',
  purpose:
    'verwendungszweck|buchungstext verwendungszweck|libellé|motif|concepto|concepto del movimiento|histórico|назначение платежа',
  transactiontype:
    'buchungstext|umsatzart|umsatztyp|buchungsart|type d opération|tipo de movimiento|tipo de operación|тип операции|вид операции',
  counterparty:
    'beguenstigter zahlungspflichtiger|begünstigter zahlungspflichtiger|auftraggeber empfänger|auftraggeber|zahlungspflichtiger|begünstigter|bénéficiaire donneur d ordre|tiers|contraparte|контрагент',
  recipient:
    'empfänger|zahlungsempfänger|destinataire|bénéficiaire|destinatario|beneficiario|destinatário|beneficiário|получатель|грузополучатель',
  sender: 'absender|expéditeur|remitente|ordenante|remetente|отправитель|плательщик',
  date: 'datum|tag|jour|fecha|data|дата',
  time: 'uhrzeit|zeit|heure|hora|время',
  month: 'monat|mois|mes|mês|месяц',
  quarter: 'quartal|trimestre|квартал',
  year: 'jahr|année|exercice|año|ano|год',
  start: 'beginn|anfang|von|startdatum|début|du|desde|inicio|início|начало|дата начала',
  end: 'ende|bis|enddatum|fin|au|hasta|fim|конец|окончание|дата окончания',
  due: 'fällig|fälligkeit|fälligkeitsdatum|fällig am|échéance|date d échéance|vencimiento|fecha de vencimiento|vencimento|data de vencimento|срок|срок оплаты|крайний срок',
  expiry:
    'ablaufdatum|gültig bis|verfallsdatum|mindesthaltbarkeit|date d expiration|péremption|caducidad|fecha de caducidad|validade|срок годности|действует до',
  created:
    'erstellt|erstellt am|angelegt|angelegt am|erstellungsdatum|créé|créé le|date de création|creado|fecha de creación|criado em|data de criação|data de cadastro|создано|дата создания|создан',
  updated:
    'geändert|geändert am|aktualisiert|änderungsdatum|modifié le|mis à jour|date de modification|modificado|actualizado|fecha de modificación|atualizado em|изменено|дата изменения|обновлено',
  hired:
    'eintritt|eintrittsdatum|einstellungsdatum|date d embauche|date d entrée|embauche|fecha de alta|fecha de contratación|fecha de ingreso|fecha de incorporación|data de admissão|data de contratação|admissão|дата приема|дата приема на работу',
  left: 'austritt|austrittsdatum|date de sortie|date de départ|fecha de baja|data de demissão|data de desligamento|дата увольнения',
  note: 'notiz|notizen|bemerkung|bemerkungen|anmerkung|kommentar|hinweis|remarque|commentaire|nota|observación|observaciones|comentario|comentarios|observação|observações|comentário|примечание|комментарий|заметка',
  description: 'beschreibung|bezeichnung|beschreibungstext|désignation|descriptif|descripción|descrição|описание',
  title: 'titel|überschrift|betreff|titre|objet|título|asunto|assunto|заголовок|тема',
  tag: 'schlagwort|schlagwörter|stichwort|étiquette|mot clé|etiqueta|palavra chave|тег|метка',
  active: 'aktiv|actif|activo|ativo|активен|активный',
  reference: 'referenz|belegnummer|beleg nr|belegfeld|référence|réf|referencia|referência|ссылка',
  file: 'datei|anhang|fichier|pièce jointe|archivo|adjunto|arquivo|anexo|файл|вложение',
  image: 'bild|foto|produktbild|imagen|imagem|картинка|изображение|фото',
  priority: 'priorität|priorité|prioridad|prioridade|приоритет',
  assignee: 'bearbeiter|zugewiesen an|zuständig|assigné à|asignado a|atribuído a|исполнитель',
  reporter: 'gemeldet von|ersteller|rapporteur|informador|relator|автор|докладчик',
  project: 'projekt|projet|proyecto|projeto|проект',
  hours: 'stunden|heures|horas|часы',
  weekly: 'wochen|hebdomadaire|semanal|в неделю',
  home: 'privat|priv|domicile|casa|particular|домашний',
  work: 'geschäftlich|geschäftl|dienstlich|dienstl|arbeit|professionnel|bureau|trabajo|trabalho|comercial trabalho|рабочий',
};
