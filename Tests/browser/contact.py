"""A contact sheet: pictures of screens beside each other, as one picture."""

import base64

# How wide a screen is on the sheet, of the 420 pixels it has in a browser, and how many stand in a row.
WIDTH = 210
IN_A_ROW = 6
GAP = 12


def contact_sheet(browser, folder, names, path):
    """Puts the pictures `NAME-420-light.png` of a folder side by side, and keeps that as PNG."""
    pictures = [base64.b64encode((folder / f"{name}-420-light.png").read_bytes()).decode()
                for name in names]
    page = browser.new_page(viewport={"width": IN_A_ROW * (WIDTH + GAP) + GAP, "height": 600})
    page.set_content(f"""
        <style>body {{ display: grid; grid-template-columns: repeat({IN_A_ROW}, {WIDTH}px); margin: 0;
          gap: {GAP}px; padding: {GAP}px; background: #d8d2c6; }} img {{ width: 100%; }}</style>
        {"".join(f'<img src="data:image/png;base64,{one}">' for one in pictures)}""")
    page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")
    page.screenshot(path=path, full_page=True)
    page.close()
