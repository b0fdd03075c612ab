
(() => {
  const said = document.getElementById("copied");
  const buttons = [];
  for (const field of document.querySelectorAll(".address input")) {
    const button = document.createElement("button");
    const name = field.labels[0].textContent;
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the " + name + " address");
    const tell = (word, words) => {
      for (const other of buttons) other.textContent = "Copy";
      button.textContent = word;
      said.textContent = words;
    };
    const copied = () => tell("Copied", "The " + name + " address is copied: paste it into your feed reader.");
    const chosen = () => {
      field.focus();
      field.select();
      let done = false;
      try { done = document.execCommand("copy"); } catch { done = false; }
      if (done) copied();
      else tell("Copy", "The " + name + " address is selected: copy it with Ctrl+C or Cmd+C.");
    };
    button.addEventListener("click", () => {
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(copied, chosen);
      else chosen();
    });
    field.addEventListener("focus", () => field.select());
    field.after(button);
    buttons.push(button);
  }
})();
