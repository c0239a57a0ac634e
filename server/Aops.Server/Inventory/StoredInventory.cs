namespace Aops.Server.Inventory;

/// <summary>A content in the database.</summary>
/// <param name="Id">Its number, by which its packages are found.</param>
/// <param name="Packed">Its JSON, packed.</param>
/// <param name="LengthBytes">Length of its JSON.</param>
internal sealed record StoredInventory(long Id, InventoryName Name, byte[] Packed, int LengthBytes)
{
    /// <summary>Its JSON.</summary>
    public byte[] Json() => PackedText.Unpack(Packed, LengthBytes);
}
