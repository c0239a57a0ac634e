namespace Aops.Spm.Inventory;

/// <summary>One section of the inventory and how it is read.</summary>
/// <param name="Section">Its name.</param>
/// <param name="Read">
/// Reads its content as JSON, within its limit; null if this host does not tell it. It may block, on a thread of its own.
/// </param>
internal sealed record InventorySource(string Section, Func<CancellationToken, byte[]?> Read);
