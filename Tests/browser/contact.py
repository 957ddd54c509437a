"""A contact sheet: pictures of screens beside each other, as one picture."""

import base64
from html import escape

GAP = 12


def contact_sheet(browser, pictures, path, *, width=210, in_a_row=6, named=False):
    """Puts pictures side by side, each so many pixels wide, and keeps that as PNG.

    `named` writes below each picture how its file is called.
    """
    page = browser.new_page(viewport={"width": in_a_row * (width + GAP) + GAP, "height": 600})
    page.set_content(f"""
        <style>body {{ display: grid; grid-template-columns: repeat({in_a_row}, {width}px); margin: 0;
          gap: {GAP}px; padding: {GAP}px; background: #d8d2c6; font: 14px sans-serif; }}
          figure {{ margin: 0; }} img {{ width: 100%; vertical-align: top; }}</style>
        {"".join(map(figure if named else image, pictures))}""")
    page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    page.screenshot(path=path, full_page=True)
    page.close()


def image(path):
    """A picture as an element."""
    return f'<img src="data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}">'


def figure(path):
    """A picture with the name of its file."""
    return f"<figure>{image(path)}<figcaption>{escape(path.stem)}</figcaption></figure>"
