// Sends the one form of the page and shows what came of it. The token of the link is in the address.
const form = document.querySelector("form");
const alert = document.querySelector("[role=alert]");
const done = document.querySelector("#done");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const token = new URLSearchParams(location.search).get("token");
  const fields = Object.fromEntries(new FormData(form));
  alert.textContent = "";
  if ("again" in fields && fields.again !== fields.password) {
    alert.textContent = "The two passwords differ.";
    return;
  }
  delete fields.again;
  button.disabled = true;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, ...fields }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.message);
    const key = document.querySelector("#key");
    if (key) key.textContent = told.accesskey.token;
    form.hidden = true;
    done.hidden = false;
    // The token is used up; it need not stay in the history.
    history.replaceState(null, "", location.pathname);
  } catch (error) {
    alert.textContent = error.message;
    button.disabled = false;
  }
});
