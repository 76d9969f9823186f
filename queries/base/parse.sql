-- Macros that turn messy text into values. Each has its examples beside it; the tests run every
-- line that starts with "-- >".  Import only (formats/ and mappings): they are DuckDB's own dialect.

-- The words are maps: DuckDB makes a join of every list of constants (`in (…)`), which is slow to
-- plan where a format reads twenty cells.

-- A cell's text without blanks around it; blanks and the usual words for nothing become NULL.
-- > cell('  a ') = 'a'
-- > cell('N/A') is null
-- > cell('해당없음') is null
create macro cell(text) as
case
    when
        not regexp_full_match(
            trim(text),
            '(?i)(?:--?|n/a|na|#n/a|null|none|nan|없음|해당 ?없음|무응답|미응답)?'
        )
        then trim(text)
end;

-- A number.  Commas between thousands, a sign of money and a trailing 점/원/초/회/건/% are dropped; a
-- comma anywhere else is not (1,5 may be one and a half).
-- > number('1,234.50') = 1234.5
-- > number('1234.50') = 1234.5
-- > number('₩12,000') = 12000
-- > number('5점') = 5
-- > number('1,5') is null
-- > number('inf') is null
-- > number('abc') is null
create macro number(text) as
case
    -- Nearly all numbers are written plainly, and read without looking further.
    when regexp_full_match(text, '-?\d{1,15}(?:\.\d{1,9})?') then try_cast(text as double)
    when
        regexp_full_match(
            cell(text),
            '[₩$€£]?\s*[+-]?(?:\d*|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][+-]?\d{1,3})?'
            || '\s*(?:점|원|초|회|건|%)?'
        )
        then try_cast(regexp_replace(cell(text), '[₩$€£,점원초회건%]', '', 'g') as double)
end;

-- A whole number, or NULL where it is not whole.
-- > whole('3') = 3
-- > whole('1,234회') = 1234
-- > whole('3.0') = 3
-- > whole('3.5') is null
create macro whole(text) as
case
    when regexp_full_match(text, '-?\d{1,9}') then try_cast(text as integer)
    when number(text) = floor(number(text)) then try_cast(number(text) as integer)
end;

-- What may follow a date: 오전, a time with or without seconds and fraction, PM or 오후, a zone.
-- > regexp_full_match(' 오후 2:30:05', time_pattern())
-- > regexp_full_match('T14:30:05.123+09:00', time_pattern())
-- > not regexp_full_match(' 2 o''clock', time_pattern())
create macro time_pattern() as
'(?:[T\s]\s*(오전|오후)?\s*(\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)'
|| '(?:\s*([AaPp][Mm]|오전|오후))?'
|| '(?:\s*(?:Z|UTC|KST|GMT(?:[+-][\d:]+)?|[+-]\d\d(?::?\d\d)?))?)?\s*$';

-- Korean hours, minutes and seconds with colons.
-- > colon_time('오후 2시 30분 5초') = '오후 2:30:5'
-- > colon_time('14시 30분') = '14:30'
create macro colon_time(text) as regexp_replace(
    regexp_replace(text, '(\d{1,2})\s*시\s*(\d{1,2})\s*분', '\1:\2'),
    '(:\d{1,2})\s*(\d{1,2})\s*초',
    '\1:\2'
);

-- A moment out of a cell whose parts were put in order: year-month-day, time, AM or PM.
-- A zone is dropped: the source's own wall clock is kept.
-- > moment_of('3/14/24 2:30 PM', '2024-3-14 2:30 PM') = timestamp '2024-03-14 14:30:00'
-- > moment_of('2024. 3. 14', '2024-3-14  ') = timestamp '2024-03-14 00:00:00'
-- > moment_of('soon', 'soon') is null
create macro moment_of(text, arranged) as
case
    -- What does not fit takes long to refuse, so a cell meets only the one form it can have.
    when not regexp_matches(text, '(?i)\d\s*[ap]m\b|오[전후]')
        then try_cast(
            nullif(
                regexp_extract(
                    arranged,
                    '^(\d{4}-\d{1,2}-\d{1,2}'
                    || '(?: [0-2]?\d:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)?) *$',
                    1
                ),
                ''
            ) as timestamp
        )
    when regexp_matches(text, ':\d+:|초')
        then try_strptime(
            replace(replace(arranged, '오전', 'AM'), '오후', 'PM'),
            '%Y-%m-%d %I:%M:%S %p'
        )
    else try_strptime(
        replace(replace(arranged, '오전', 'AM'), '오후', 'PM'), '%Y-%m-%d %I:%M %p'
    )
end;

-- Year first: ISO, with or without time, fraction, zone; Korean and compact dates.
-- > moment_ymd('2024-03-14') = timestamp '2024-03-14 00:00:00'
-- > moment_ymd('2024-03-14 14:30:05') = timestamp '2024-03-14 14:30:05'
-- > moment_ymd('2024-03-14T14:30:05Z') = timestamp '2024-03-14 14:30:05'
-- > moment_ymd('2024-03-14 14:30:05.5+09') = timestamp '2024-03-14 14:30:05.5'
-- > moment_ymd('2024. 3. 14. 오후 2:30:05') = timestamp '2024-03-14 14:30:05'
-- > moment_ymd('2024/03/14 12:05:00 오전') = timestamp '2024-03-14 00:05:00'
-- > moment_ymd('2024년 3월 14일 (목) 오후 2시 30분') = timestamp '2024-03-14 14:30:00'
-- > moment_ymd('2023/06/04 1:28:19 PM GMT+5:30') = timestamp '2023-06-04 13:28:19'
-- > moment_ymd('20240314') = timestamp '2024-03-14 00:00:00'
-- > moment_ymd('20240314143005') = timestamp '2024-03-14 14:30:05'
-- > moment_ymd('14/03/2024') is null
-- > moment_ymd('2024-02-31') is null
create macro moment_ymd(text) as
case
    when
        regexp_full_match(
            text,
            '[12]\d{3}-\d\d-\d\d'
            || '(?:[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z?)?'
        )
        then try_cast(text as timestamp)
    when regexp_full_match(text, '\s*\d{8}\s*') then try_strptime(trim(text), '%Y%m%d')
    when regexp_full_match(text, '\s*\d{8}[ T]?\d\d:?\d\d:?\d\d\s*')
        then try_strptime(regexp_replace(text, '\D', '', 'g'), '%Y%m%d%H%M%S')
    when cell(text) is not null
        then moment_of(
            text,
            regexp_replace(
                case when contains(text, '시') then colon_time(text) else text end,
                '^\s*(\d{4})\s*[-/.년]\s*(\d{1,2})\s*[-/.월]\s*(\d{1,2})(?:\s*[.일])?,?'
                || '(?:\s*\(?[월화수목금토일](?:요일)?\)?)?' || time_pattern(),
                '\1-\2-\3 \5 \4\6'
            )
        )
end;

-- The century that a cell with two digits for the year leaves out; years to come end in 69.
-- > century('14/3/24 9:00') = '20'
-- > century('14/3/2024') = ''
create macro century(text) as
case when regexp_matches(text, '^\s*\d+\D+\d+\D+\d\d(?:\D|$)') then '20' else '' end;

-- Day first; a date that begins with four digits of a year is read as such (workbooks hold those).
-- > moment_dmy('2016-02-29 01:16:00') = timestamp '2016-02-29 01:16:00'
-- > moment_dmy('29/2/2016 01:16') = timestamp '2016-02-29 01:16:00'
-- > moment_dmy('29/02/2016, 13:16:05') = timestamp '2016-02-29 13:16:05'
-- > moment_dmy('08-04-2023 20:52') = timestamp '2023-04-08 20:52:00'
-- > moment_dmy('9/11/2022 17:54') = timestamp '2022-11-09 17:54:00'
-- > moment_dmy('23/6/25 07:00 AM') = timestamp '2025-06-23 07:00:00'
-- > moment_dmy('2/29/2016') is null
create macro moment_dmy(text) as
case
    when
        regexp_full_match(
            text, '\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?: [0-2]?\d:[0-5]\d(?::[0-5]\d)?)?'
        )
        then try_cast(
            regexp_replace(text, '^(\d+).(\d+).(\d+)', '\3-\2-\1') as timestamp
        )
    when regexp_matches(text, '^\s*\d{4}\D') then moment_ymd(text)
    when cell(text) is not null
        then moment_of(
            text,
            century(text) || regexp_replace(
                text,
                '^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|[0-6]\d),?'
                || time_pattern(),
                '\3-\2-\1 \5 \4\6'
            )
        )
end;

-- Month first; a date that begins with four digits of a year is read as such.
-- > moment_mdy('2016-02-29') = timestamp '2016-02-29 00:00:00'
-- > moment_mdy('6/23/25 07:00 AM') = timestamp '2025-06-23 07:00:00'
-- > moment_mdy('6/23/25 7:00:00 AM') = timestamp '2025-06-23 07:00:00'
-- > moment_mdy('6/23/2025, 12:00:05 PM') = timestamp '2025-06-23 12:00:05'
-- > moment_mdy('02/29/2016') = timestamp '2016-02-29 00:00:00'
-- > moment_mdy('29/2/2016') is null
create macro moment_mdy(text) as
case
    when
        regexp_full_match(
            text, '\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?: [0-2]?\d:[0-5]\d(?::[0-5]\d)?)?'
        )
        then try_cast(
            regexp_replace(text, '^(\d+).(\d+).(\d+)', '\3-\1-\2') as timestamp
        )
    when regexp_matches(text, '^\s*\d{4}\D') then moment_ymd(text)
    when cell(text) is not null
        then moment_of(
            text,
            century(text) || regexp_replace(
                text,
                '^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|[0-6]\d),?'
                || time_pattern(),
                '\3-\1-\2 \5 \4\6'
            )
        )
end;

-- Seconds since 1970, where a format says so: the size of a number tells nothing.  In UTC.
-- > moment_epoch_s('1710394205') = timestamp '2024-03-14 05:30:05'
-- > moment_epoch_s('1710394205000') is null
create macro moment_epoch_s(text) as epoch_ms(
    try_cast(regexp_extract(text, '^\s*(\d{9,10})(?:\.\d+)?\s*$', 1) as bigint) * 1000
);

-- Milliseconds since 1970, where a format says so.  In UTC.
-- > moment_epoch_ms('1710394205250') = timestamp '2024-03-14 05:30:05.25'
-- > moment_epoch_ms('1710394205') is null
create macro moment_epoch_ms(text) as epoch_ms(
    try_cast(regexp_extract(text, '^\s*(\d{12,13})\s*$', 1) as bigint)
);

-- Every way to write a duration as hours:minutes:seconds.
-- > clock('1h 3s') = '01:0:03'
-- > clock('3분 20초') = '0:03:020'
-- > clock('2:30') = '0:2:30'
create macro clock(text) as regexp_replace(
    regexp_replace(
        cell(text),
        '^(?:(\d+)\s*(?:h|시간))?\s*(?:(\d+)\s*(?:m|분))?\s*(?:(\d+)\s*(?:s|초))?$',
        '0\1:0\2:0\3'
    ),
    '^(\d+:[^:]+)$',
    '0:\1'
);

-- Seconds from h:mm:ss, mm:ss, "0h 0m 0s", "3분 20초" or a plain number of seconds.
-- > seconds('01:02:03') = 3723
-- > seconds('2:30') = 150
-- > seconds('1h 2m 3s') = 3723
-- > seconds('1h') = 3600
-- > seconds('3분 20초') = 200
-- > seconds('45') = 45
-- > seconds('1,234초') = 1234
-- > seconds('-5') = -5
-- > seconds('-0:30') is null
-- > seconds('1:2:3:4') is null
-- > seconds('1:two') is null
create macro seconds(text) as
case
    when regexp_full_match(text, '\d{1,9}(?:\.\d{1,9})?') then try_cast(text as double)
    when regexp_full_match(text, '\d{1,4}:[0-5]\d:[0-5]\d')
        then epoch(try_cast(text as interval))
    when regexp_full_match(clock(text), '\d+:\d+:\d+(?:\.\d+)?')
        then
            try_cast(split_part(clock(text), ':', 1) as double) * 3600
            + try_cast(split_part(clock(text), ':', 2) as double) * 60
            + try_cast(split_part(clock(text), ':', 3) as double)
    else number(text)
end;

-- Yes or no, in English and Korean.
-- > yes_no('예') = true
-- > yes_no('미해결') = false
-- > yes_no('maybe') is null
create macro yes_no(text) as map_from_entries([
    ('y', true), ('yes', true), ('true', true), ('t', true), ('1', true), ('o', true),
    ('예', true), ('네', true), ('있음', true), ('해결', true), ('해결됨', true),
    ('완료', true), ('참', true),
    ('n', false), ('no', false), ('false', false), ('f', false), ('0', false),
    ('x', false), ('아니오', false), ('아니요', false), ('미해결', false), ('아님', false),
    ('거짓', false)
])[lower(trim(text))];

-- Whether a status says the matter is resolved. Closed by itself (timeout, merge) is not an answer.
-- > resolved_status('처리완료') = true
-- > resolved_status('Pending') = false
-- > resolved_status('자동 종료') is null
-- > resolved_status('검토끝 → 해결') = true
create macro resolved_status(text) as coalesce(
    map_from_entries([
        ('solved', true), ('closed', true), ('resolved', true), ('complete', true),
        ('completed', true), ('done', true), ('완료', true), ('처리완료', true),
        ('처리 완료', true), ('종결', true), ('종료', true), ('상담종료', true), ('해결', true)
    ])[lower(trim(regexp_replace(text, '^.* → ', '')))],
    case
        when
            cell(text) is not null
            and not regexp_matches(text, '(?i)auto|timeout|merge|spam|자동')
            then false
    end
);

-- A channel by the field's usual names; a name that is new to us is kept as it is, never dropped.
-- > channel_of('Live chat') = 'chat'
-- > channel_of('카카오톡') = 'kakao'
-- > channel_of('Kiosk') = 'Kiosk'
create macro channel_of(text) as coalesce(
    map_from_entries([
        ('phone', 'phone'), ('voice', 'phone'), ('call', 'phone'),
        ('phone call', 'phone'), ('inbound call', 'phone'), ('전화', 'phone'),
        ('콜', 'phone'), ('유선', 'phone'),
        ('chat', 'chat'), ('live chat', 'chat'), ('messenger', 'chat'),
        ('message', 'chat'), ('messaging', 'chat'), ('채팅', 'chat'), ('채널톡', 'chat'),
        ('네이버톡톡', 'chat'),
        ('kakao', 'kakao'), ('kakaotalk', 'kakao'), ('카카오', 'kakao'), ('카카오톡', 'kakao'),
        ('상담톡', 'kakao'),
        ('email', 'email'), ('e-mail', 'email'), ('mail', 'email'), ('이메일', 'email'),
        ('메일', 'email'),
        ('web', 'web'), ('web form', 'web'), ('portal', 'web'), ('website', 'web'),
        ('self service', 'web'), ('self-service', 'web'), ('feedback widget', 'web'),
        ('홈페이지', 'web'), ('게시판', 'web'), ('웹', 'web'), ('1:1문의', 'web'),
        ('1:1 문의', 'web'),
        ('app', 'app'), ('앱', 'app'),
        ('social', 'social'), ('x', 'social'), ('twitter', 'social'),
        ('facebook', 'social'), ('instagram', 'social'),
        ('store', 'store'), ('branch', 'store'), ('매장', 'store'), ('지점', 'store'),
        ('방문', 'store'),
        ('sms', 'sms'), ('text message', 'sms'), ('문자', 'sms'),
        ('bot', 'bot'), ('chatbot', 'bot'), ('ivr', 'bot'), ('ars', 'bot'),
        ('챗봇', 'bot')
    ])[lower(trim(text))],
    cell(text)
);

-- in or out.
-- > direction_of('Inbound') = 'in'
-- > direction_of('발신') = 'out'
create macro direction_of(text) as map_from_entries([
    ('in', 'in'), ('inbound', 'in'), ('incoming', 'in'), ('인바운드', 'in'),
    ('수신', 'in'), ('인입', 'in'),
    ('out', 'out'), ('outbound', 'out'), ('outgoing', 'out'), ('아웃바운드', 'out'),
    ('발신', 'out')
])[lower(trim(text))];

-- A five-point answer: a leading digit wins, then stars, then the usual words.
-- > rating5('5 - 매우 만족') = 5
-- > rating5('불만족') = 2
-- > rating5('★★★★☆') = 4
-- > rating5('Strongly agree') = 5
-- > rating5('완전 좋아요') is null
create macro rating5(text) as coalesce(
    case when regexp_full_match(text, '\d+') then try_cast(text as double) end,
    map_from_entries([
        ('①', 1), ('매우 불만족', 1), ('매우불만족', 1), ('전혀 그렇지 않다', 1), ('매우 나쁨', 1),
        ('very dissatisfied', 1), ('strongly disagree', 1), ('very poor', 1),
        ('very bad', 1),
        ('②', 2), ('불만족', 2), ('그렇지 않다', 2), ('나쁨', 2), ('dissatisfied', 2),
        ('disagree', 2), ('poor', 2), ('bad', 2),
        ('③', 3), ('보통', 3), ('보통이다', 3), ('neutral', 3), ('neither', 3),
        ('neither agree nor disagree', 3), ('neither satisfied nor dissatisfied', 3),
        ('fair', 3), ('ok', 3), ('okay', 3),
        ('④', 4), ('만족', 4), ('그렇다', 4), ('좋음', 4), ('satisfied', 4), ('agree', 4),
        ('good', 4),
        ('⑤', 5), ('매우 만족', 5), ('매우만족', 5), ('매우 그렇다', 5), ('매우 좋음', 5),
        ('very satisfied', 5), ('strongly agree', 5), ('excellent', 5),
        ('very good', 5)
    ])[lower(trim(text))]::double,
    try_cast(
        regexp_extract(trim(text), '^(\d+(?:\.\d+)?)\s*(?:점|[-.:)].*|$)', 1) as double
    ),
    nullif(length(replace(regexp_extract(trim(text), '^[★☆]+$'), '☆', '')), 0)::double
);

-- A seven-point answer.
-- > rating7('약간 동의함') = 5
-- > rating7('Somewhat disagree') = 3
-- > rating7('7') = 7
create macro rating7(text) as coalesce(
    case when regexp_full_match(text, '\d+') then try_cast(text as double) end,
    map_from_entries([
        ('전혀 동의하지 않음', 1), ('strongly disagree', 1),
        ('동의하지 않음', 2), ('disagree', 2),
        ('약간 동의하지 않음', 3), ('somewhat disagree', 3),
        ('보통', 4), ('neither', 4), ('neither agree nor disagree', 4), ('neutral', 4),
        ('약간 동의함', 5), ('somewhat agree', 5),
        ('동의함', 6), ('agree', 6),
        ('매우 동의함', 7), ('strongly agree', 7)
    ])[lower(trim(text))]::double,
    try_cast(
        regexp_extract(trim(text), '^(\d+(?:\.\d+)?)\s*(?:점|[-.:)].*|$)', 1) as double
    )
);

-- Whether people were told, and in which direction.
-- > told_of('부정') = 'negative'
-- > told_of('Both') = 'both'
-- > told_of('아니오') = 'none'
create macro told_of(text) as map_from_entries([
    ('negative', 'negative'), ('neg', 'negative'), ('bad', 'negative'),
    ('yes, negative', 'negative'), ('부정', 'negative'), ('부정적', 'negative'),
    ('나쁘게', 'negative'), ('나쁘게 말함', 'negative'),
    ('positive', 'positive'), ('pos', 'positive'), ('good', 'positive'),
    ('yes, positive', 'positive'), ('긍정', 'positive'), ('긍정적', 'positive'),
    ('좋게', 'positive'), ('좋게 말함', 'positive'),
    ('both', 'both'), ('mixed', 'both'), ('둘 다', 'both'), ('둘다', 'both'),
    ('모두', 'both'),
    ('none', 'none'), ('no', 'none'), ('nobody', 'none'), ('told nobody', 'none'),
    ('아니오', 'none'), ('아니요', 'none'), ('없음', 'none'), ('말하지 않음', 'none')
])[lower(trim(text))];

-- Whether somebody became more loyal.
-- > loyal_of('More loyal') = 'more'
-- > loyal_of('변함없음') = 'same'
-- > loyal_of('perhaps') is null
create macro loyal_of(text) as map_from_entries([
    ('more', 'more'), ('more loyal', 'more'), ('더 충성', 'more'), ('더 좋아짐', 'more'),
    ('높아짐', 'more'),
    ('same', 'same'), ('the same', 'same'), ('unchanged', 'same'), ('no change', 'same'),
    ('그대로', 'same'), ('변함없음', 'same'), ('비슷함', 'same'),
    ('less', 'less'), ('less loyal', 'less'), ('덜 충성', 'less'), ('더 나빠짐', 'less'),
    ('낮아짐', 'less')
])[lower(trim(text))];

-- One of the five answers to a Kano question.
-- > kano_of('I like it') = 'like'
-- > kano_of('당연하다') = 'must'
-- > kano_of('often') is null
create macro kano_of(text) as map_from_entries([
    ('like', 'like'), ('i like it', 'like'), ('마음에 든다', 'like'), ('좋다', 'like'),
    ('must', 'must'), ('must be', 'must'), ('must-be', 'must'), ('i expect it', 'must'),
    ('당연하다', 'must'), ('당연', 'must'),
    ('neutral', 'neutral'), ('i am neutral', 'neutral'), ('아무 느낌 없다', 'neutral'),
    ('보통', 'neutral'), ('상관없다', 'neutral'),
    ('live', 'live'), ('live with', 'live'), ('i can live with it', 'live'),
    ('i can tolerate it', 'live'), ('하는 수 없다', 'live'), ('참을 수 있다', 'live'),
    ('dislike', 'dislike'), ('i dislike it', 'dislike'), ('싫다', 'dislike'),
    ('마음에 안 든다', 'dislike')
])[lower(trim(text))];

-- One unreadable cell: the column as the file names it, the text that stood there, and what was expected.
-- NULL when there is nothing to complain about.
-- > problem('When', 'soon', null, 'a date') = {'column': 'When', 'value': 'soon', 'rule': 'a date'}
-- > problem('When', '', null, 'a date') is null
create macro problem(column_name, text, value_read, expected) as
case
    when value_read is null and cell(text) is not null
        then struct_pack("column" := column_name, value := text, rule := expected)
end;
