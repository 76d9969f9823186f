-- Macros that turn messy text into values. Each has its examples beside it; the tests run every
-- line that starts with "-- >".  Import only (formats/ and mappings): they are DuckDB's own dialect.

-- A cell's text without blanks around it; blanks and the usual words for nothing become NULL.
-- > cell('  a ') = 'a'
-- > cell('N/A') is null
-- > cell('해당없음') is null
create macro cell(text) as
    case
        when lower(trim(text)) in (
            '', '-', '--', 'n/a', 'na', '#n/a', 'null', 'none', 'nan', '없음', '해당없음', '해당 없음', '무응답', '미응답'
        ) then null
        else trim(text)
    end;

-- A number: thousands commas, a unit sign or a trailing 점/원/초/회/% are dropped.
-- > number('1,234.50') = 1234.5
-- > number('5점') = 5
-- > number('abc') is null
create macro number(text) as
    try_cast(
        regexp_replace(replace(cell(text), ',', ''), '^[₩$€£]|\s*(점|원|초|회|건|%)$', '', 'g') as double
    );

-- A whole number, or NULL where it is not whole.
-- > whole('3') = 3
-- > whole('3.5') is null
create macro whole(text) as
    case when number(text) = floor(number(text)) and abs(number(text)) < 2e9 then number(text)::integer end;

-- Korean "오전/오후" and dotted dates in the form the parsers below know.
-- > tidy_moment('2024. 3. 14 오후 2:30:05') = '2024-3-14 2:30:05 PM'
-- > tidy_moment('2024년 3월 14일 14시 30분') = '2024-3-14 14:30'
create macro tidy_moment(text) as
    trim(regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(cell(text), '(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일', '\1-\2-\3'),
                        '(\d{1,2})시\s*(\d{1,2})분(\s*(\d{1,2})초)?', '\1:\2'
                    ),
                    '(\d{4})\s*\.\s*(\d{1,2})\s*\.\s*(\d{1,2})\.?', '\1-\2-\3'
                ),
                '오전\s*(\d{1,2}:\d{2}(:\d{2})?)', '\1 AM'
            ),
            '오후\s*(\d{1,2}:\d{2}(:\d{2})?)', '\1 PM'
        ),
        '\s*(GMT[+-][\d:]+|UTC|KST)$', ''
    ));

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
            '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%dT%H:%M:%S.%f',
            '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M', '%Y-%m-%d', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y/%m/%d',
            '%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p', '%Y/%m/%d %I:%M:%S %p', '%Y/%m/%d %I:%M %p',
            '%Y%m%d %H:%M:%S', '%Y%m%d%H%M%S', '%Y%m%d'
        ]
    );

-- Day first.
-- > moment_dmy('29/2/2016 01:16') = timestamp '2016-02-29 01:16:00'
-- > moment_dmy('08-04-2023 20:52') = timestamp '2023-04-08 20:52:00'
-- > moment_dmy('2/29/2016') is null
create macro moment_dmy(text) as
    try_strptime(
        replace(replace(tidy_moment(text), '-', '/'), '.', '/'),
        [
            -- Two-digit years first: %Y would read 25 as the year 25.
            '%d/%m/%y %H:%M', '%d/%m/%y',
            '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d/%m/%Y', '%d/%m/%Y %I:%M:%S %p', '%d/%m/%Y %I:%M %p'
        ]
    );

-- Month first.
-- > moment_mdy('6/23/25 07:00 AM') = timestamp '2025-06-23 07:00:00'
-- > moment_mdy('02/29/2016') = timestamp '2016-02-29 00:00:00'
-- > moment_mdy('29/2/2016') is null
create macro moment_mdy(text) as
    try_strptime(
        replace(replace(tidy_moment(text), '-', '/'), '.', '/'),
        [
            '%m/%d/%y %I:%M %p', '%m/%d/%y %H:%M', '%m/%d/%y',
            '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M', '%m/%d/%Y', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M %p'
        ]
    );

-- Seconds from h:mm:ss, mm:ss, "0h 0m 0s" or a plain number of seconds.
-- > seconds('01:02:03') = 3723
-- > seconds('2:30') = 150
-- > seconds('1h 2m 3s') = 3723
-- > seconds('45') = 45
create macro seconds(text) as
    case
        when regexp_full_match(cell(text), '\d+:\d{1,2}:\d{1,2}(\.\d+)?') then
            split_part(cell(text), ':', 1)::double * 3600
            + split_part(cell(text), ':', 2)::double * 60
            + split_part(cell(text), ':', 3)::double
        when regexp_full_match(cell(text), '\d+:\d{1,2}(\.\d+)?') then
            split_part(cell(text), ':', 1)::double * 60 + split_part(cell(text), ':', 2)::double
        when regexp_full_match(cell(text), '(\d+h)?\s*(\d+m)?\s*(\d+s)?') then
            coalesce(try_cast(regexp_extract(cell(text), '(\d+)h', 1) as double), 0) * 3600
            + coalesce(try_cast(regexp_extract(cell(text), '(\d+)m', 1) as double), 0) * 60
            + coalesce(try_cast(regexp_extract(cell(text), '(\d+)s', 1) as double), 0)
        else number(text)
    end;

-- Yes or no, in English and Korean.
-- > yes_no('예') = true
-- > yes_no('미해결') = false
-- > yes_no('maybe') is null
create macro yes_no(text) as
    case
        when lower(cell(text)) in ('y', 'yes', 'true', 't', '1', 'o', '예', '네', '있음', '해결', '해결됨', '완료', '참') then true
        when lower(cell(text)) in ('n', 'no', 'false', 'f', '0', 'x', '아니오', '아니요', '미해결', '아님', '거짓') then false
    end;

-- Whether a status says the matter is resolved. Closed by itself (timeout, merge) is not an answer.
-- > resolved_status('처리완료') = true
-- > resolved_status('Pending') = false
-- > resolved_status('자동 종료') is null
create macro resolved_status(text) as
    case
        when regexp_matches(lower(cell(text)), 'auto|timeout|merge|spam|자동') then null
        when lower(cell(text)) in ('solved', 'closed', 'resolved', 'complete', 'completed', 'done', '완료', '처리완료', '처리 완료', '종결', '종료', '상담종료', '해결') then true
        when cell(text) is not null then false
    end;

-- A channel by the field's usual names; a name that is new to us is kept as it is, never dropped.
-- > channel_of('Live chat') = 'chat'
-- > channel_of('카카오톡') = 'kakao'
-- > channel_of('Kiosk') = 'Kiosk'
create macro channel_of(text) as
    case
        when lower(cell(text)) in ('phone', 'voice', 'call', 'phone call', 'inbound call', '전화', '콜', '유선') then 'phone'
        when lower(cell(text)) in ('chat', 'live chat', 'messenger', 'message', 'messaging', '채팅', '채널톡', '네이버톡톡') then 'chat'
        when lower(cell(text)) in ('kakao', 'kakaotalk', '카카오', '카카오톡', '상담톡') then 'kakao'
        when lower(cell(text)) in ('email', 'e-mail', 'mail', '이메일', '메일') then 'email'
        when lower(cell(text)) in ('web', 'web form', 'portal', 'website', 'self service', 'self-service', 'feedback widget', '홈페이지', '게시판', '웹', '1:1문의', '1:1 문의') then 'web'
        when lower(cell(text)) in ('app', '앱') then 'app'
        when lower(cell(text)) in ('social', 'x', 'twitter', 'facebook', 'instagram') then 'social'
        when lower(cell(text)) in ('store', 'branch', '매장', '지점', '방문') then 'store'
        when lower(cell(text)) in ('sms', 'text message', '문자') then 'sms'
        when lower(cell(text)) in ('bot', 'chatbot', 'ivr', 'ars', '챗봇') then 'bot'
        else cell(text)
    end;

-- in or out.
-- > direction_of('Inbound') = 'in'
-- > direction_of('발신') = 'out'
create macro direction_of(text) as
    case
        when regexp_matches(lower(cell(text)), '^(in|inbound|incoming|인바운드|수신|인입)$') then 'in'
        when regexp_matches(lower(cell(text)), '^(out|outbound|outgoing|아웃바운드|발신)$') then 'out'
    end;

-- A five-point answer: a leading digit wins, then stars, then the usual words.
-- > rating5('5 - 매우 만족') = 5
-- > rating5('불만족') = 2
-- > rating5('★★★★☆') = 4
-- > rating5('Strongly agree') = 5
-- > rating5('완전 좋아요') is null
create macro rating5(text) as
    case
        when regexp_matches(cell(text), '^[★☆]+$') then length(regexp_replace(cell(text), '[^★]', '', 'g'))::double
        when cell(text) in ('①', '②', '③', '④', '⑤') then strpos('①②③④⑤', cell(text))::double
        when regexp_matches(cell(text), '^\d') then try_cast(regexp_extract(cell(text), '^(\d+(\.\d+)?)\s*(점|[-.:)].*|$)', 1) as double)
        when lower(cell(text)) in ('매우 불만족', '매우불만족', '전혀 그렇지 않다', '매우 나쁨', 'very dissatisfied', 'strongly disagree', 'very poor', 'very bad') then 1
        when lower(cell(text)) in ('불만족', '그렇지 않다', '나쁨', 'dissatisfied', 'disagree', 'poor', 'bad') then 2
        when lower(cell(text)) in ('보통', '보통이다', 'neutral', 'neither', 'neither agree nor disagree', 'neither satisfied nor dissatisfied', 'fair', 'ok', 'okay') then 3
        when lower(cell(text)) in ('만족', '그렇다', '좋음', 'satisfied', 'agree', 'good') then 4
        when lower(cell(text)) in ('매우 만족', '매우만족', '매우 그렇다', '매우 좋음', 'very satisfied', 'strongly agree', 'excellent', 'very good') then 5
    end;

-- A seven-point answer.
-- > rating7('약간 동의함') = 5
-- > rating7('Somewhat disagree') = 3
-- > rating7('7') = 7
create macro rating7(text) as
    case
        when regexp_matches(cell(text), '^\d') then try_cast(regexp_extract(cell(text), '^(\d+(\.\d+)?)\s*(점|[-.:)].*|$)', 1) as double)
        when lower(cell(text)) in ('전혀 동의하지 않음', 'strongly disagree') then 1
        when lower(cell(text)) in ('동의하지 않음', 'disagree') then 2
        when lower(cell(text)) in ('약간 동의하지 않음', 'somewhat disagree') then 3
        when lower(cell(text)) in ('보통', 'neither', 'neither agree nor disagree', 'neutral') then 4
        when lower(cell(text)) in ('약간 동의함', 'somewhat agree') then 5
        when lower(cell(text)) in ('동의함', 'agree') then 6
        when lower(cell(text)) in ('매우 동의함', 'strongly agree') then 7
    end;

-- Whether people were told, and in which direction.
-- > told_of('부정') = 'negative'
-- > told_of('Both') = 'both'
-- > told_of('아니오') = 'none'
create macro told_of(text) as
    case
        when lower(trim(text)) in ('negative', 'neg', 'bad', 'yes, negative', '부정', '부정적', '나쁘게', '나쁘게 말함') then 'negative'
        when lower(trim(text)) in ('positive', 'pos', 'good', 'yes, positive', '긍정', '긍정적', '좋게', '좋게 말함') then 'positive'
        when lower(trim(text)) in ('both', 'mixed', '둘 다', '둘다', '모두') then 'both'
        when lower(trim(text)) in ('none', 'no', 'nobody', 'told nobody', '아니오', '아니요', '없음', '말하지 않음') then 'none'
    end;

-- One unreadable cell: the column as the file names it, the text that stood there, and what was expected.
-- NULL when there is nothing to complain about.
-- > problem('When', 'soon', null, 'a date') = {'column': 'When', 'value': 'soon', 'rule': 'a date'}
-- > problem('When', '', null, 'a date') is null
create macro problem(column_name, text, value_read, expected) as
    case
        when cell(text) is not null and value_read is null
            then struct_pack("column" := column_name, "value" := text, "rule" := expected)
    end;
