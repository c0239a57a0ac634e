namespace Aops.Upgrade.Downgrades;

/// <summary>
/// What the signed metadata says of an ordered version and of the versions that it is compared with.
/// </summary>
/// <param name="Number">Release number of the version; null if the signer gave none.</param>
/// <param name="FloorNumber">Release number of the floor; null if the metadata does not list it.</param>
/// <param name="CurrentNumber">
/// Release number of the current version; null if the metadata does not list it.
/// </param>
/// <param name="MayGoBackFrom">
/// The permission to install it below the floor: the newest version that may be left for it; null for none.
/// </param>
public sealed record ReleaseFacts(
    long? Number = null, long? FloorNumber = null, long? CurrentNumber = null, ReleaseMark? MayGoBackFrom = null);
