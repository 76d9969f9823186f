"""One click copies the address of exactly this view."""

from __future__ import annotations

import streamlit as st

from cx.locale import t

SCRIPT = """
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const label = parentElement.querySelector("span");
  label.textContent = data.copy;
  button.onclick = async () => {
    const address = window.location.href;
    let done = true;
    try { await navigator.clipboard.writeText(address); }
    catch {
      // Without HTTPS a browser may refuse the clipboard: the old way still works.
      const area = document.createElement("textarea");
      area.value = address; document.body.appendChild(area); area.select();
      done = document.execCommand("copy"); area.remove();
    }
    label.textContent = done ? data.copied : data.failed;
    setTimeout(() => { label.textContent = data.copy; }, 2500);
  };
}
"""
HTML = """
<button type="button" aria-live="polite">
  <svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor"
    stroke-width="2" aria-hidden="true">
    <path d="M10 14a5 5 0 0 0 7 0l3-3a5 5 0 0 0-7-7l-1 1
      M14 10a5 5 0 0 0-7 0l-3 3a5 5 0 0 0 7 7l1-1"/>
  </svg><span></span>
</button>
"""
CSS = """
button {
  display: inline-flex; gap: .4rem; align-items: center; min-height: 2.5rem;
  padding: .4rem .75rem; border: 1px solid var(--st-border-color);
  border-radius: var(--st-button-radius); background: transparent; cursor: pointer;
  font: inherit; font-size: .875rem; color: var(--st-text-color); white-space: nowrap;
}
button:hover, button:focus-visible {
  border-color: var(--st-primary-color); color: var(--st-primary-color);
}
"""


def button() -> None:
    """Draw the button."""
    component = st.components.v2.component("copy_link", html=HTML, css=CSS, js=SCRIPT)
    component(
        key="copy_link",
        width="content",
        data={
            "copy": t("Copy link"),
            "copied": t("Copied"),
            "failed": t("Copy the address above"),
        },
    )
