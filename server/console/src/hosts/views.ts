export interface View {
  name: string;
  params: Record<string, string>;
}

const key = "aops-views";
const viewsMax = 100;

/** The views that were saved; what cannot be read is none. */
export function readViews(): View[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isView).slice(0, viewsMax) : [];
  } catch {
    return [];
  }
}

export function storeViews(views: readonly View[]): void {
  localStorage.setItem(key, JSON.stringify(views.slice(-viewsMax)));
}

function isView(value: unknown): value is View {
  if (typeof value !== "object" || value === null) return false;
  const { name, params } = value as Partial<View>;
  return (
    typeof name === "string" &&
    typeof params === "object" &&
    params !== null &&
    Object.values(params).every(param => typeof param === "string")
  );
}
