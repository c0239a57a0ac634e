namespace Aops.Server.Inventory;

/// <summary>A content as it is stored: what was readable of it, within the limits.</summary>
/// <param name="Json">The content, written by this server.</param>
internal sealed record InventoryDocument(byte[] Json, InventoryFacts Facts);
