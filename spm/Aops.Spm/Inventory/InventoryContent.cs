namespace Aops.Spm.Inventory;

/// <summary>The content of a section and its name.</summary>
internal sealed record InventoryContent(string Section, string Hash, byte[] Json);
