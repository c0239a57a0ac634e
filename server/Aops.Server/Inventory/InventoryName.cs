namespace Aops.Server.Inventory;

/// <summary>Name of a content.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Hash">SHA-256 of what the host sent, in hexadecimal.</param>
internal sealed record InventoryName(string Section, string Hash);
