// A table of any length: only the rows in sight are there.

const rowHeight = 24;

class Table {
  /** `columns`: { title, width, value(row), text(row), className?(row) }; `select` is told of a click. */
  constructor(columns, { select, swatch, isSelected }) {
    Object.assign(this, { columns, select, swatch, isSelected, all: [], sorted: 1, isDown: true });
    this.scroll = element("scroll");
    this.template = columns.map((column) => column.width).join(" ");
    element("columns").style.gridTemplateColumns = this.template;
    element("columns").replaceChildren(...columns.map((column, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.role = "columnheader";
      button.onclick = () => this.sortBy(index);
      return button;
    }));
    this.scroll.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.scroll);
  }

  show(rows) {
    this.all = rows;
    this.sort();
    this.scroll.scrollTop = 0;
    this.draw();
  }

  sortBy(index) {
    this.isDown = this.sorted === index ? !this.isDown : index !== 0;
    this.sorted = index;
    this.sort();
    this.draw();
  }

  sort() {
    const value = this.columns[this.sorted].value;
    const keys = new Map(this.all.map((row) => [row, value(row)]));
    const sign = this.isDown ? -1 : 1;
    const compare = (left, right) => (left < right ? -1 : left > right ? 1 : 0);
    this.rows = [...this.all].sort((left, right) => sign * compare(keys.get(left), keys.get(right)));
    [...element("columns").children].forEach((button, index) => {
      const isSorted = index === this.sorted;
      button.textContent = this.columns[index].title + (isSorted ? (this.isDown ? " ↓" : " ↑") : "");
      if (isSorted) button.setAttribute("aria-sort", this.isDown ? "descending" : "ascending");
      else button.removeAttribute("aria-sort");
    });
  }

  draw() {
    element("columns").style.paddingRight = `${14 + this.scroll.offsetWidth - this.scroll.clientWidth}px`; // as wide as the rows
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / rowHeight) - 4);
    const last = Math.min(this.rows.length, first + Math.ceil(this.scroll.clientHeight / rowHeight) + 8);
    const list = element("rows");
    list.style.height = `${this.rows.length * rowHeight}px`;
    element("table").setAttribute("aria-rowcount", String(this.rows.length));
    list.replaceChildren(...this.rows.slice(first, last).map((row, index) => this.line(row, first + index)));
  }

  line(row, index) {
    const line = document.createElement("div");
    line.className = "row";
    line.role = "row";
    line.style.top = `${index * rowHeight}px`;
    line.style.gridTemplateColumns = this.template;
    line.setAttribute("aria-rowindex", String(index + 1));
    line.setAttribute("aria-selected", String(this.isSelected(row)));
    line.onclick = () => this.select(row);
    this.columns.forEach((column, number) => {
      const cell = document.createElement("span");
      cell.role = "gridcell";
      cell.textContent = column.text(row);
      if (column.className !== undefined) cell.className = column.className(row);
      if (number === 0) {
        cell.title = cell.textContent;
        const swatch = document.createElement("i");
        swatch.className = "swatch";
        swatch.style.background = this.swatch(row);
        cell.prepend(swatch);
      }
      line.append(cell);
    });
    return line;
  }

  /** Brings a row into sight. */
  reveal(row) {
    const index = this.rows.indexOf(row);
    if (index < 0) return;
    const top = index * rowHeight;
    const { scrollTop, clientHeight } = this.scroll;
    if (top < scrollTop || top + rowHeight > scrollTop + clientHeight) this.scroll.scrollTop = top - clientHeight / 2;
  }

  /** The row some steps from the one that is selected. */
  near(step) {
    const at = this.rows.findIndex((row) => this.isSelected(row));
    return this.rows[Math.min(this.rows.length - 1, Math.max(0, at + step))];
  }
}
