// One file from this browser to the server, said as it goes.  Python knows which file is
// chosen (`data.chosen`); what is under way is known only here.
const WAIT_BEFORE_SHOWING_MS = 200; // a small file is there before a bar would be
const SPOKEN_EVERY_MS = 10_000;
const MB = 1_000_000;

export default function ({ parentElement, data, setTriggerValue }) {
  const zone = parentElement.querySelector(".zone");
  zone.uploader ??= uploader(parentElement, zone);
  zone.uploader.update(data, setTriggerValue);
  return zone.uploader.leave;
}

const fill = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((part) => part.startsWith(name + "="))
    ?.slice(name.length + 1);

// Whatever folder a server in between shows the pages under.
const beside = (name) => location.pathname.replace(/[^/]*\/?$/, name);

const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

function uploader(root, zone) {
  const $ = (selector) => root.querySelector(selector);
  const input = $("input");
  let data, tell, request, arrived;

  const number = (value, digits = 0) =>
    new Intl.NumberFormat(data.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  const mb = (bytes, whole = bytes) => number(bytes / MB, whole < 10 * MB ? 1 : 0);
  const sized = (bytes) =>
    bytes < MB / 10 ? `${number(Math.ceil(bytes / 1000))} KB` : `${mb(bytes)} MB`;
  const say = (sentence) => ($(".spoken").textContent = sentence);
  const fault = (sentence) => {
    $(".fault").textContent = sentence ?? "";
    $(".fault").hidden = !sentence;
  };
  const note = (sentence) => {
    $(".note").textContent = sentence ?? "";
    $(".note").hidden = !sentence;
  };

  // What is shown: nothing chosen, a file on its way, or a file that is there.
  function show() {
    const held = root.activeElement;
    const sending = Boolean(request || arrived);
    const chosen = sending ? null : data.chosen;
    $(".sending").hidden = !sending;
    $(".choosing").hidden = sending;
    $(".chosen").hidden = !chosen;
    zone.classList.toggle("full", Boolean(chosen));
    $(".cancel").hidden = !request;
    $(".here").textContent = data.words.here;
    $("label").textContent = chosen ? data.words.another : data.words.choose;
    if (chosen) {
      $(".chosen .name").textContent = chosen.name;
      $(".chosen .size").textContent = sized(chosen.size);
      $(".remove").ariaLabel = fill(data.words.remove, chosen);
    }
    // Whoever came by keyboard is not thrown out of the page when a control goes.
    if (held && !held.checkVisibility()) {
      (request ? $(".cancel") : chosen ? $(".remove") : input).focus();
    }
  }

  function progress(file, bytes, since) {
    const share = file.size ? bytes / file.size : 1;
    const percent = Math.floor(share * 100);
    const seconds = (performance.now() - since) / 1000;
    const left = share > 0 ? Math.ceil((seconds / share) * (1 - share)) : 0;
    const parts = [
      fill(data.words.done, { done: mb(bytes, file.size), whole: mb(file.size) }),
      `${percent}%`,
    ];
    if (seconds > 1 && share < 1) {
      const words = left < 100 ? data.words.seconds : data.words.minutes;
      parts.push(fill(words, { n: number(left < 100 ? left : Math.round(left / 60)) }));
    }
    if (share === 1) parts.splice(0, 2, data.words.checking);
    $(".figures").textContent = parts.join(" · ");
    $(".done").style.width = `${share * 100}%`;
    $(".bar").ariaValueNow = percent;
    $(".bar").ariaValueText = parts.join(", ");
    return parts.join(", ");
  }

  function send(file) {
    fault();
    const numbers = { size: number(Math.ceil(file.size / MB)), most: number(data.most / MB) };
    const refused = file.size > data.most ? "too_large" : file.size > data.room && "no_room";
    if (refused) return fault(fill(data.refusals[refused], numbers));

    const mine = (request = new XMLHttpRequest());
    const since = performance.now();
    let spoken = since;
    mine.open("PUT", beside("incoming"));
    mine.setRequestHeader("X-File-Name", encodeURIComponent(file.name.toWellFormed?.() ?? file.name));
    mine.setRequestHeader("X-File-Size", file.size);
    mine.setRequestHeader("X-Session", data.session);
    mine.setRequestHeader("X-Xsrftoken", cookie("_streamlit_xsrf") ?? "");
    mine.setRequestHeader("Content-Type", "application/octet-stream");
    mine.upload.onprogress = (event) => {
      const words = progress(file, Math.min(event.loaded, file.size), since);
      if (performance.now() - spoken < SPOKEN_EVERY_MS) return;
      spoken = performance.now();
      say(words);
    };
    mine.onload = () => {
      const answer = json(mine.responseText);
      request = null;
      if (mine.status === 200 && answer.token) {
        arrived = answer;
        tell("arrived", answer);
        say(fill(data.words.arrived, answer));
      } else {
        const sentence = data.refusals[answer.error] ?? data.words.broken;
        fault(fill(sentence, answer.details ?? {}));
      }
      show();
    };
    mine.onerror = () => {
      request = null;
      fault(data.words.broken);
      show();
    };
    mine.send(file);

    $(".sending .name").textContent = file.name;
    $(".bar").ariaLabel = file.name;
    progress(file, 0, since);
    setTimeout(() => {
      if (request !== mine) return;
      say(fill(data.words.sending, file));
      show();
    }, WAIT_BEFORE_SHOWING_MS);
  }

  function take(files, folder = false) {
    note();
    if (request || arrived) return note(data.words.busy);
    if (folder) return fault(data.words.folder);
    if (!files.length) return;
    if (files.length > 1) note(fill(data.words.several, { n: number(files.length) }));
    send(files[0]);
  }

  input.onchange = () => {
    take([...input.files]);
    // The same file chosen again is a change too.
    input.value = "";
  };
  $(".cancel").onclick = () => {
    request?.abort();
    request = null;
    note();
    say(data.words.cancelled);
    show();
  };
  $(".remove").onclick = () => {
    fault();
    note();
    tell("removed", true);
  };

  // A file let go beside the zone would otherwise replace the whole page.
  const carries = (event) => event.dataTransfer?.types.includes("Files");
  let leaving;
  const over = (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zone.classList.add("over");
    clearTimeout(leaving);
    leaving = setTimeout(() => zone.classList.remove("over"), 150);
  };
  const drop = (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    take([...event.dataTransfer.files], entries.some((entry) => entry?.isDirectory));
  };
  window.addEventListener("dragover", over);
  window.addEventListener("drop", drop);

  return {
    update(now, trigger) {
      if (data?.chosen && !now.chosen) note();
      data = now;
      tell = trigger;
      if (arrived && data.chosen?.token === arrived.token) arrived = null;
      $(".label").textContent = data.label;
      input.ariaLabel = `${data.label}. ${data.words.choose}`;
      input.accept = data.accept;
      $(".cancel").textContent = data.words.cancel;
      show();
    },
    // Another page was opened: what is half sent is given up, and the server drops it.
    leave() {
      request?.abort();
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    },
  };
}
