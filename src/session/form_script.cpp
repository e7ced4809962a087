#include "session/form_script.hpp"

namespace bonito::detail {

// A field's data has a sentence for each problem that the browser finds, by the problem's own name ("valueMissing"), in
// the order in which the program looks. What else is said beside it is the program's, who takes it away.
Js form_script(const Observable<std::pair<std::size_t, std::string>>& pointed_at) {
  return js(R"(form => {
    if (Bonito.status === "static") for (const each of form.elements) each.disabled ||= each.type === "submit";
    const fields = () => [...form.elements].filter(({ dataset }) => dataset.message);
    const problem = ({ dataset, validity }) => dataset[Object.keys(dataset).find((kind) => validity[kind])] ?? "";
    const show = (field) => {
      const { dataset } = field;
      const place = document.getElementById(dataset.message);
      const text = problem(field);
      if (!place || dataset.touched === undefined) return;
      if (!text && !Object.values(dataset).includes(place.textContent)) return;
      place.textContent = text;
      (field.closest("[role=radiogroup]") ?? field).setAttribute("aria-invalid", text !== "");
    };
    const touch = (field) => {
      field.dataset.touched = "";
      show(field);
    };
    let asks = false;
    const is_busy = () => form.getAttribute("aria-busy") === "true";
    form.addEventListener("input", ({ target }) => target.dataset.message && show(target));
    form.addEventListener("focusout", ({ target }) => target.dataset.message && touch(target));
    form.addEventListener("submit", (event) => {
      if (asks) return;
      const wrong = fields().filter(problem);
      if (!is_busy() && !wrong.length) {
        form.setAttribute("aria-busy", true);
        event.submitter?.setAttribute("aria-disabled", true);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (is_busy()) return;
      for (const field of fields()) {
        touch(field);
        field.dispatchEvent(new FocusEvent("blur"));
      }
      wrong[0].focus();
    }, true);
    // A submission that found no room while the line was lost is not waited for: the program says what it has.
    Bonito.on_status((status) => {
      if (status !== "connected" || !is_busy()) return;
      const { turn } = form.dataset;
      form.dataset.turn = "none";
      asks = true;
      form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
      asks = false;
      form.dataset.turn = turn;
    }, Bonito);
    let pointed = $0.value?.[0] ?? 0;
    $0.on(([count, message]) => {
      if (count <= pointed) return; // a page that was behind hears it again
      pointed = count;
      // Its value is empty, so that an empty one would not be written.
      if (!message) for (const field of fields()) if (field.validity.badInput) field.value = "";
      const { activeElement } = document;
      if (activeElement !== document.body && !form.contains(activeElement)) return;
      fields().find(({ dataset }) => dataset.message === message)?.focus();
    });
  })",
            pointed_at);
}

}  // namespace bonito::detail
