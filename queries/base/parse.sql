-- Macros that turn messy text into values. Each has its examples beside it; the tests run every
-- line that starts with "-- >".  Import only (formats/ and mappings): they are DuckDB's own dialect.

-- A cell's text without blanks around it; blanks and the usual words for nothing become NULL.
-- > cell('  a ') = 'a'
-- > cell('N/A') is null
-- > cell('해당없음') is null
create macro cell(text) as nullif(
    regexp_replace(
        trim(text),
        '(?i)^(-|--|n/a|na|#n/a|null|none|nan|없음|해당없음|해당 없음|무응답|미응답)$',
        ''
    ),
    ''
);

-- A number: thousands commas, a unit sign or a trailing 점/원/초/회/% are dropped.
-- > number('1,234.50') = 1234.5
-- > number('5점') = 5
-- > number('abc') is null
create macro number(text) as try_cast(
    regexp_replace(
        replace(cell(text), ',', ''), '^[₩$€£]|\s*(점|원|초|회|건|%)$', '', 'g'
    ) as double
);

-- A whole number, or NULL where it is not whole.
-- > whole('3') = 3
-- > whole('3.5') is null
create macro whole(text) as try_cast(
    nullif(regexp_extract(number(text)::varchar, '^(-?\d+)\.0$', 1), '') as integer
);

-- Korean "오전/오후" and dotted dates in the form the parsers below know.
-- > tidy_moment('2024. 3. 14 오후 2:30:05') = '2024-3-14 2:30:05 PM'
-- > tidy_moment('2024년 3월 14일 14시 30분') = '2024-3-14 14:30'
create macro tidy_moment(text) as trim(
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            cell(text),
                            '(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일',
                            '\1-\2-\3'
                        ),
                        '(\d{1,2})시\s*(\d{1,2})분(\s*(\d{1,2})초)?',
                        '\1:\2'
                    ),
                    '(\d{4})\s*\.\s*(\d{1,2})\s*\.\s*(\d{1,2})\.?',
                    '\1-\2-\3'
                ),
                '오전\s*(\d{1,2}:\d{2}(:\d{2})?)',
                '\1 AM'
            ),
            '오후\s*(\d{1,2}:\d{2}(:\d{2})?)',
            '\1 PM'
        ),
        '\s*(GMT[+-][\d:]+|UTC|KST)$',
        ''
    )
);

-- Year first: ISO, with or without time, fraction, zone; Korean and compact dates.
-- A zone is dropped: the source's own wall clock is kept.
-- > moment_ymd('2024-03-14') = timestamp '2024-03-14 00:00:00'
-- > moment_ymd('2024-03-14T14:30:05Z') = timestamp '2024-03-14 14:30:05'
-- > moment_ymd('2024. 3. 14 오후 2:30:05') = timestamp '2024-03-14 14:30:05'
-- > moment_ymd('20240314') = timestamp '2024-03-14 00:00:00'
-- > moment_ymd('14/03/2024') is null
-- > moment_ymd('2024-02-31') is null
create macro moment_ymd(text) as
try_strptime(
    regexp_replace(tidy_moment(text), '(\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})$', ''),
    [
        '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S.%f',
        '%Y-%m-%dT%H:%M:%S.%f', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M', '%Y-%m-%d',
        '%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y/%m/%d', '%Y-%m-%d %I:%M:%S %p',
        '%Y-%m-%d %I:%M %p', '%Y/%m/%d %I:%M:%S %p', '%Y/%m/%d %I:%M %p',
        '%Y%m%d %H:%M:%S', '%Y%m%d%H%M%S', '%Y%m%d'
    ]
);

-- Day first; a date that begins with four digits of a year is read as such (workbooks hold those).
-- > moment_dmy('2016-02-29 01:16:00') = timestamp '2016-02-29 01:16:00'
-- > moment_dmy('29/2/2016 01:16') = timestamp '2016-02-29 01:16:00'
-- > moment_dmy('08-04-2023 20:52') = timestamp '2023-04-08 20:52:00'
-- > moment_dmy('2/29/2016') is null
create macro moment_dmy(text) as coalesce(
    try_strptime(
        replace(replace(tidy_moment(text), '-', '/'), '.', '/'),
        [
            -- Two-digit years first: %Y would read 25 as the year 25.
            '%d/%m/%y %H:%M', '%d/%m/%y',
            '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d/%m/%Y', '%d/%m/%Y %I:%M:%S %p',
            '%d/%m/%Y %I:%M %p'
        ]
    ),
    case when regexp_matches(text, '^\s*\d{4}\D') then moment_ymd(text) end
);

-- Month first; a date that begins with four digits of a year is read as such.
-- > moment_mdy('2016-02-29') = timestamp '2016-02-29 00:00:00'
-- > moment_mdy('6/23/25 07:00 AM') = timestamp '2025-06-23 07:00:00'
-- > moment_mdy('02/29/2016') = timestamp '2016-02-29 00:00:00'
-- > moment_mdy('29/2/2016') is null
create macro moment_mdy(text) as coalesce(
    try_strptime(
        replace(replace(tidy_moment(text), '-', '/'), '.', '/'),
        [
            '%m/%d/%y %I:%M %p', '%m/%d/%y %H:%M', '%m/%d/%y',
            '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y', '%m/%d/%Y %I:%M:%S %p',
            '%m/%d/%Y %I:%M %p'
        ]
    ),
    case when regexp_matches(text, '^\s*\d{4}\D') then moment_ymd(text) end
);

-- Every way to write a duration as hours:minutes:seconds.
-- > clock('1h 3s') = '01:0:03'
-- > clock('2:30') = '0:2:30'
-- > clock('45') = '0:0:45'
create macro clock(text) as regexp_replace(
    regexp_replace(
        regexp_replace(
            cell(text), '^(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?$', '0\1:0\2:0\3'
        ),
        '^([^:]+)$',
        '0:0:\1'
    ),
    '^(\d+:[^:]+)$',
    '0:\1'
);

-- Seconds from h:mm:ss, mm:ss, "0h 0m 0s" or a plain number of seconds.
-- > seconds('01:02:03') = 3723
-- > seconds('2:30') = 150
-- > seconds('1h 2m 3s') = 3723
-- > seconds('1h') = 3600
-- > seconds('45') = 45
-- > seconds('1,234초') = 1234
-- > seconds('-5') = -5
-- > seconds('1:2:3:4') is null
-- > seconds('1:two') is null
create macro seconds(text) as
number(split_part(clock(text), ':', 1)) * 3600
+ number(split_part(clock(text), ':', 2)) * 60
+ number(regexp_extract(clock(text), '^[^:]*:[^:]*:([^:]*)$', 1));

-- Yes or no, in English and Korean.
-- > yes_no('예') = true
-- > yes_no('미해결') = false
-- > yes_no('maybe') is null
create macro yes_no(text) as
case
    when
        lower(cell(text)) in (
            'y', 'yes', 'true', 't', '1', 'o', '예', '네', '있음', '해결', '해결됨',
            '완료', '참'
        )
        then true
    when
        lower(cell(text)) in (
            'n', 'no', 'false', 'f', '0', 'x', '아니오', '아니요', '미해결', '아님',
            '거짓'
        )
        then false
end;

-- Whether a status says the matter is resolved. Closed by itself (timeout, merge) is not an answer.
-- > resolved_status('처리완료') = true
-- > resolved_status('Pending') = false
-- > resolved_status('자동 종료') is null
create macro resolved_status(text) as
case
    when regexp_matches(lower(cell(text)), 'auto|timeout|merge|spam|자동') then null
    else lower(cell(text)) in (
        'solved', 'closed', 'resolved', 'complete', 'completed', 'done', '완료',
        '처리완료', '처리 완료', '종결', '종료', '상담종료', '해결'
    )
end;

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
    ])[lower(cell(text))],
    cell(text)
);

-- in or out.
-- > direction_of('Inbound') = 'in'
-- > direction_of('발신') = 'out'
create macro direction_of(text) as
case
    when regexp_matches(lower(cell(text)), '^(in|inbound|incoming|인바운드|수신|인입)$') then 'in'
    when
        regexp_matches(lower(cell(text)), '^(out|outbound|outgoing|아웃바운드|발신)$')
        then 'out'
end;

-- A five-point answer: a leading digit wins, then stars, then the usual words.
-- > rating5('5 - 매우 만족') = 5
-- > rating5('불만족') = 2
-- > rating5('★★★★☆') = 4
-- > rating5('Strongly agree') = 5
-- > rating5('완전 좋아요') is null
create macro rating5(text) as coalesce(
    try_cast(
        regexp_extract(cell(text), '^(\d+(?:\.\d+)?)\s*(?:점|[-.:)].*|$)', 1) as double
    ),
    nullif(length(replace(regexp_extract(cell(text), '^[★☆]+$'), '☆', '')), 0)::double,
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
    ])[lower(cell(text))]
);

-- A seven-point answer.
-- > rating7('약간 동의함') = 5
-- > rating7('Somewhat disagree') = 3
-- > rating7('7') = 7
create macro rating7(text) as coalesce(
    try_cast(
        regexp_extract(cell(text), '^(\d+(?:\.\d+)?)\s*(?:점|[-.:)].*|$)', 1) as double
    ),
    map_from_entries([
        ('전혀 동의하지 않음', 1), ('strongly disagree', 1),
        ('동의하지 않음', 2), ('disagree', 2),
        ('약간 동의하지 않음', 3), ('somewhat disagree', 3),
        ('보통', 4), ('neither', 4), ('neither agree nor disagree', 4), ('neutral', 4),
        ('약간 동의함', 5), ('somewhat agree', 5),
        ('동의함', 6), ('agree', 6),
        ('매우 동의함', 7), ('strongly agree', 7)
    ])[lower(cell(text))]
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

-- One unreadable cell: the column as the file names it, the text that stood there, and what was expected.
-- NULL when there is nothing to complain about.
-- > problem('When', 'soon', null, 'a date') = {'column': 'When', 'value': 'soon', 'rule': 'a date'}
-- > problem('When', '', null, 'a date') is null
create macro problem(column_name, text, value_read, expected) as
case
    when cell(text) is not null and value_read is null
        then struct_pack("column" := column_name, value := text, rule := expected)
end;
