// Gives frames with pages of this guide the height of what they show. For other sites; needs nothing.
// It hears only a frame of this host that it has made a line to, and takes only a height from it.
(function () {
  var own = new URL(document.currentScript.src).origin;
  function connect(frame) {
    var line = new MessageChannel(), heard = false;
    line.port1.onmessage = function (event) {
      var height = event.data;
      if (typeof height !== "number" || !(height >= 100 && height <= 60000)) return;
      heard = true;
      frame.style.height = Math.ceil(height) + "px";
    };
    frame.contentWindow.postMessage("healthguide-height", "*", [line.port2]);
    frame.addEventListener("load", function () {
      line.port1.close();
      frame.style.height = "";
      if (!heard) connect(frame); // it was not there yet; what comes after it is not ours
    }, { once: true });
  }
  document.querySelectorAll("iframe[src*='/embed/']").forEach(function (frame) {
    if (new URL(frame.src).origin === own) connect(frame);
  });
})();
