-- Macros that find personal data in text, hide it, and tell stand-ins from customer numbers.  Each has
-- its examples beside it; the tests run every line that starts with "-- >".  Import only: they are
-- DuckDB's own dialect.
--
-- What is hidden has to look like what it is on both sides: order numbers, dates, amounts, scores and
-- ticket numbers are left alone.  Patterns know no looking back, so the character before is kept as \1.

-- Whether a text can hold personal data at all: an @, or nine digits with little between them.
-- Nearly every comment ends here, so this is what masking costs.
-- > may_be_personal('Call 02-123-4567') = true
-- > may_be_personal('4 of 5 on 2024-03-14') = false
create or replace macro may_be_personal(text) as
contains(text, '@')
or regexp_matches(text, '[0-9](?:[ ().\x{2010}-\x{2015}-]{0,3}[0-9]){8}');

-- Whether a text can hold a number of thirteen digits.
-- > thirteen_digits('800101 - 1234567') = true
-- > thirteen_digits('010-1234-5678') = false
create or replace macro thirteen_digits(text) as
regexp_matches(text, '[0-9](?:[ .\x{2010}-\x{2015}-]{0,3}[0-9]){12}');

-- E-mail addresses.  A Korean word that stands right before a Latin address is kept.
-- > hide_email('Write to kim.b+cs@naver.com.') = 'Write to [e-mail].'
-- > hide_email('메일은kim@naver.co.kr로 주세요') = '메일은[e-mail]로 주세요'
-- > hide_email('josé@correo.es, 홍길동@naver.com') = '[e-mail], [e-mail]'
-- > hide_email('@brand_official said 3@5 and duckdb@2.0.1') = '@brand_official said 3@5 and duckdb@2.0.1'
create or replace macro hide_email(text) as
regexp_replace(
    regexp_replace(
        text,
        '[\p{Latin}0-9._%+''-]+@(?:[\p{Latin}0-9-]+\.)+[A-Za-z]{2,}',
        '[e-mail]',
        'g'
    ),
    '[\p{L}0-9._%+-]+@(?:[\p{L}0-9-]+\.)+\p{L}{2,}',
    '[e-mail]',
    'g'
);

-- The digits of a text.
-- > digits_of('+82 (0)10-1234') = '820101234'
create or replace macro digits_of(text) as regexp_replace(text, '[^0-9]', '', 'g');

-- Whether digits end in the check digit of payment cards.
-- > luhn('4111111111111111') = true
-- > luhn('4111111111111112') = false
-- > luhn('378282246310005') = true
create or replace macro luhn(digits) as list_sum([
    case
        when place % 2 = 0 then cast(reverse(digits)[place + 1] as integer)
        else
            cast(reverse(digits)[place + 1] as integer) * 2 // 10
            + cast(reverse(digits)[place + 1] as integer) * 2 % 10
    end
    for place in range(length(digits))
]) % 10 = 0;

-- Whether a number is that of a payment card: issued by somebody, of that issuer's length, and with its
-- check digit.  A number without gaps whose first six digits are a day (240314…) is an order number.
-- > card_number('4111-1111-1111-1111') = true
-- > card_number('9410 1234 5678 9019') = luhn('9410123456789019')
-- > card_number('2403141234567890') = false
-- > card_number('1234567890123452') = false
create or replace macro card_number(text) as
regexp_full_match(
    digits_of(text),
    '4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}'
    || '|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|6\d{15,18}|5[06-8]\d{14,17}|9\d{15}'
)
and not regexp_matches(text, '^2\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{10}')
and luhn(digits_of(text));

-- A text with some of its numbers replaced.
-- > replace_numbers('1 12 1', ['1'], 'x') = 'x 12 x'
-- > replace_numbers('1 12 1', [], 'x') = '1 12 1'
create or replace macro replace_numbers(text, numbers, mark) as
case
    when len(numbers) = 0 then text
    else
        regexp_replace(
            text,
            '\b(?:' || replace(array_to_string(numbers, '|'), '.', '[.]') || ')\b',
            mark,
            'g'
        )
end;

-- Numbers of payment cards, in groups or without gaps.
-- > hide_card('카드 4111 1111 1111 1111로 결제') = '카드 [card]로 결제'
-- > hide_card('5500000000000004/378282246310005') = '[card]/[card]'
-- > hide_card('3782-822463-10005 and 4222222222222') = '[card] and [card]'
-- > hide_card('Order 4111111111111112') = 'Order 4111111111111112'
-- > hide_card('주문번호 2024031412345678, 송장 6012345678901') = '주문번호 2024031412345678, 송장 6012345678901'
-- > hide_card('ORD-4111111111111111 #4111111111111111') = 'ORD-4111111111111111 #4111111111111111'
-- > hide_card('1700000000000 8801234567893 20240314093000') = '1700000000000 8801234567893 20240314093000'
create or replace macro hide_card(text) as replace_numbers(
    text,
    [
        number
        for number in regexp_extract_all(
            text,
            '(?:^|[^0-9A-Za-z_#-])(\d{4}[ .-]{1,2}\d{4}[ .-]{1,2}\d{4}[ .-]{1,2}\d{1,7}'
            || '|3\d{3}[ .-]{1,2}\d{6}[ .-]{1,2}\d{4,5}|\d{13,19})\b',
            1
        )
        if card_number(number)
    ],
    '[card]'
);

-- Whether thirteen digits without a hyphen are a Korean resident or foreigner number: a birthday of
-- somebody between twelve and a hundred, and the check digit.  Order numbers that begin with a day of
-- these years (240314…) are none.
-- > resident_number('8001011234560') = true
-- > resident_number('8001011234561') = false
-- > resident_number('8001015234563') = true
-- > resident_number('8001015234561') = false
-- > resident_number('2403141234561') = false
create or replace macro resident_number(digits) as
regexp_full_match(
    digits,
    '(?:[3-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[1256]'
    || '|(?:0\d|1[0-4])(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[3478])\d{6}'
)
and (
    11
    - list_sum([
        cast(digits[place] as integer) * ((place - 1) % 8 + 2) for place in range(1, 13)
    ]) % 11
    + case when digits[7] in ('5', '6', '7', '8') then 2 else 0 end
) % 10 = cast(digits[13] as integer);

-- Korean resident numbers: six digits of a birthday, a hyphen and seven that begin with 1 to 8; without
-- the hyphen they need their check digit.
-- > hide_resident('주민번호는 800101-1234567입니다') = '주민번호는 [resident no.]입니다'
-- > hide_resident('800101 - 2234567, 050505-4234567') = '[resident no.], [resident no.]'
-- > hide_resident('8001011234560 800101 1234560') = '[resident no.] [resident no.]'
-- > hide_resident('801301-1234567 800132-1234567 800101-9234567') = '801301-1234567 800132-1234567 800101-9234567'
-- > hide_resident('주문 20240314-1234567, 2403141234567') = '주문 20240314-1234567, 2403141234567'
-- > hide_resident('800101-1******') = '800101-1******'
create or replace macro hide_resident(text) as replace_numbers(
    regexp_replace(
        text,
        '(^|[^0-9A-Za-z_#-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])'
        || ' ?[\x{2010}-\x{2015}-] ?[1-8]\d{6}\b',
        '\1[resident no.]',
        'g'
    ),
    [
        number
        for number in regexp_extract_all(
            text, '(?:^|[^0-9A-Za-z_#-])(\d{6} ?\d{7})\b', 1
        )
        if resident_number(digits_of(number))
    ],
    '[resident no.]'
);

-- Telephone numbers, once through a text: of two with one blank between them it finds the first.
-- > hide_phones_once('010-1234-5678 010-2222-3333') = '[phone] 010-2222-3333'
create or replace macro hide_phones_once(text) as regexp_replace(
    text,
    -- What may stand before: no letter or digit, unless it says that a number follows.
    '(^|[^0-9A-Za-z_#-]|(?:^|[^0-9A-Za-z_])-+|(?i:tel|hp|phone|mobile|call))(?:'
    -- Korean mobile numbers, +82 or not.
    || '\(?(?:(?:\+|00)?82[ .)\x{2010}-\x{2015}-]{0,3}\(?0?\)?|0)1(?:'
    || '0[ .)\x{2010}-\x{2015}-]{0,3}\d{4}[ .\x{2010}-\x{2015}-]{0,3}\d{4}'
    || '|[16789][ .)\x{2010}-\x{2015}-]{1,3}\d{3,4}[ .\x{2010}-\x{2015}-]{1,3}\d{4})'
    -- Korean area codes, internet and safe numbers.
    || '|\(?0(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8])[ .)\x{2010}-\x{2015}-]{1,3}'
    || '\d{3,4}[ .\x{2010}-\x{2015}-]{1,3}\d{4}'
    -- Japanese mobile numbers.
    || '|0[89]0[ .-]\d{4}[ .-]\d{4}'
    -- With a country code: the last group has three digits or more, or all are pairs.
    || '|\+[1-9](?:[ .()-]{0,3}\d){6,11}\d{3}'
    || '|\+[1-9]\d{1,2}[ .]\(?\d{1,3}\)?(?:[ .]\d{2}){3,4}'
    -- North America.
    || '|(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[.-]\d{4}'
    || ')($|[^0-9_-]|-+(?:$|[^0-9A-Za-z_-]))',
    '\1[phone]\2',
    'g'
);

-- Telephone numbers: Korean mobile and area numbers, any with a + and its country, and North American
-- ones.  Numbers of companies (1588-1234) are no personal data.
-- > hide_phone('010-1234-5678 010-2222-3333 01012345678') = '[phone] [phone] [phone]'
-- > hide_phone('전화(010) 1234 5678로, T.010.1234.5678') = '전화[phone]로, T.[phone]'
-- > hide_phone('+82 10-1234-5678, 82-10-1234-5678; 011-234-5678') = '[phone], [phone]; [phone]'
-- > hide_phone('02-123-4567 / 031)123-4567 / 070-1234-5678') = '[phone] / [phone] / [phone]'
-- > hide_phone('0504-1234-5678, tel010-1234-5678, -010–1234–5678') = '[phone], tel[phone], -[phone]'
-- > hide_phone('+1 (415) 555-0100 or 415-555-0100 or (415) 555-0100') = '[phone] or [phone] or [phone]'
-- > hide_phone('+44 20 7946 0958, +33 6 12 34 56 78, +4915123456789') = '[phone], [phone], [phone]'
-- > hide_phone('1588-1234, 080-123-4567, 고객센터 1544 0000') = '1588-1234, 080-123-4567, 고객센터 1544 0000'
-- > hide_phone('2024-03-14 10:20:30 2024.03.14 20240314') = '2024-03-14 10:20:30 2024.03.14 20240314'
-- > hide_phone('NPS +12 2024-03-14, +15.000.000원, 1 234 567 890') = 'NPS +12 2024-03-14, +15.000.000원, 1 234 567 890'
-- > hide_phone('ORD010-1234-5678 #010-1234-5678 010-1234-5678-9') = 'ORD010-1234-5678 #010-1234-5678 010-1234-5678-9'
-- > hide_phone('2024-010-1234-5678 0101234567 010123456789') = '2024-010-1234-5678 0101234567 010123456789'
-- > hide_phone('113-1234567-1234567 110-123-456789 192.168.100.200') = '113-1234567-1234567 110-123-456789 192.168.100.200'
create or replace macro hide_phone(text) as hide_phones_once(hide_phones_once(text));

-- Everything above, in the one order in which nothing is taken for something else.
-- > hide_personal('kim@x.com 010-1234-5678 800101-1234567') = '[e-mail] [phone] [resident no.]'
-- > hide_personal('4111-1111-1111-1111, 01012345678@naver.com') = '[card], [e-mail]'
-- > hide_personal('Ticket 20240314000123, 3 of 10, 1,234,567원') = 'Ticket 20240314000123, 3 of 10, 1,234,567원'
-- > hide_personal('[phone] [e-mail]') = '[phone] [e-mail]'
create or replace macro hide_personal(text) as
case
    when may_be_personal(text)
        -- A list of one is a name for what stands in it: no step is worked out twice.
        then [
            case when may_be_personal(said) then hide_phone(said) else said end
            for said in [
                case
                    when thirteen_digits(said) then hide_card(hide_resident(said))
                    else said
                end
                for said in [
                    case when contains(text, '@') then hide_email(text) else text end
                ]
            ]
        ][1]
    else text
end;

-- How often a mark stands in a text.
-- > times_said('[card] [card]', '[card]') = 2
-- > times_said('card', '[card]') = 0
create or replace macro times_said(text, mark) as
(length(text) - length(replace(text, mark, ''))) // length(mark);

-- A customer number as it is compared: one form of letters, no blanks around it, no capitals, and of
-- telephone numbers the digits alone, with the 0 of Korea for +82.
-- > customer_normal(' C-017 ') = 'c-017'
-- > customer_normal('Straße') = 'strasse'
-- > customer_normal('+82 (0)10-1234-5678') = '01012345678'
-- > customer_normal('82 10 1234 5678') = '01012345678'
-- > customer_normal('tel:010.1234.5678') = '01012345678'
-- > customer_normal('+1 415 555 0100') = '14155550100'
-- > customer_normal('00017') = '00017'
-- > customer_normal('1.03E+13') = '1.03e+13'
-- > customer_normal('2024-03-14') = '2024-03-14'
create or replace macro customer_normal(text) as
case
    when
        regexp_matches(
            text,
            '^\s*(?:tel:)?\(?(?:(?:\+|00)?82[ .)-]{0,3}\(?0?\)?|0)'
            || '(?:1[016789]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8])'
            || '[ .)-]{0,3}\d{3,4}[ .-]{0,3}\d{4}\s*$'
        )
        then regexp_replace(digits_of(text), '^(?:00)?820?|^0', '0')
    when regexp_matches(text, '^\s*(?:tel:)?\+[1-9](?:[ .()-]{0,3}\d){7,14}\s*$')
        then digits_of(text)
    else
        replace(
            lower(upper(regexp_replace(nfc_normalize(text), '^\s+|\s+$', '', 'g'))),
            'ß',
            'ss'
        )
end;

-- Whether a compared customer number stands for nobody in particular: everyone who has it would become
-- one customer.  A number hidden with ** is one as well.
-- > stand_in('00000000000') = true
-- > stand_in('01000000000') = true
-- > stand_in('000-0000-0000') = true
-- > stand_in('01012345678') = true
-- > stand_in('021111111') = true
-- > stand_in('9999999') = true
-- > stand_in('비회원 주문') = true
-- > stand_in('발신번호표시제한') = true
-- > stand_in('anonymous@shop.kr') = true
-- > stand_in('guest') = true
-- > stand_in('010****5678') = true
-- > stand_in('store tablet') = true
-- > stand_in('---') = true
-- > stand_in('01098761234') = false
-- > stand_in('1234567') = true
-- > stand_in('1111') = false
-- > stand_in('123456') = false
-- > stand_in('0') = false
-- > stand_in('guest-8f3a91') = false
-- > stand_in('testa.rossa@mail.it') = false
-- > stand_in('c1234567') = false
create or replace macro stand_in(normal) as
regexp_full_match(
    regexp_replace(normal, '[ ().-]', '', 'g'),
    -- The same digit, or one after the other.
    '0{3,}|(?:0\d{1,2})?(?:0{7,}|1{7,}|2{7,}|3{7,}|4{7,}|5{7,}|6{7,}|7{7,}|8{7,}|9{7,})'
    || '|(?:0\d{1,2})?(?:0?12345678?9?0?|8765432|87654321|9876543210?)'
    || '|x{3,}|.*\*\*.*'
)
or regexp_full_match(normal, '[^\p{L}\p{N}]+')
or regexp_full_match(
    normal,
    '(?:guest|anonymous|anon|unknown|test|tester|withheld|blocked|private|restricted'
    || '|unavailable|undefined|nobody|walk.?in|kiosk|visitor|dummy|no caller id'
    || '|unknown caller|not provided|(?:store|shop|branch)[ _-]?(?:tablet|kiosk|phone))'
    || '(?:[ _-](?:user|customer|caller|number|order|checkout|visitor))?'
)
or regexp_full_match(
    normal,
    '비회원\s*(?:주문|구매|고객)?|익명\s*(?:고객|사용자)?|미상|손님|방문객'
    || '|알\s*수\s*없음|테스트\s*(?:고객|계정)?|발신\s*번호\s*(?:표시\s*)?(?:제한|없음)'
    || '|발신\s*(?:표시\s*)?제한|표시\s*제한|번호\s*없음|공중\s*전화'
    || '|매장\s*(?:태블릿|키오스크|전화)?|태블릿|키오스크|대표\s*번호'
)
or regexp_full_match(
    normal,
    '(?:anonymous|anon|guest|unknown|test|none|nobody|dummy|no-?email|no-?reply'
    || '|do-?not-?reply)@[^@]+'
);

-- Enough of a customer number to know it again, and no more.
-- > half_shown('01012345678') = '010…78'
-- > half_shown('C6376') = '…76'
create or replace macro half_shown(text) as
case when length(text) >= 8 then left(text, 3) else '' end || '…' || right(text, 2);

-- The code of a compared customer number: HMAC-SHA256 (RFC 2104) under the installation's key, of which
-- 96 bits are kept.  `inner_pad` and `outer_pad` are the key, filled up to 64 bytes with zeros, xor 36 and
-- xor 5C (hexadecimal).  A code is its own: rows taken away from a page join when they come back.
-- > length(customer_code('a', 'x'::blob, 'y'::blob)) = 26
-- > starts_with(customer_code('a', 'x'::blob, 'y'::blob), 'c-') = true
-- > customer_code('c-0123456789abcdef01234567', 'x'::blob, 'y'::blob) = 'c-0123456789abcdef01234567'
create or replace macro customer_code(normal, inner_pad, outer_pad) as
case
    when regexp_full_match(normal, 'c-[0-9a-f]{24}') then normal
    else 'c-' || left(sha256(outer_pad || unhex(sha256(inner_pad || encode(normal)))), 24)
end;
