namespace Aops.Sweep.Power;

/// <summary>One change that is on the disk while others are not, or the other way round.</summary>
/// <param name="Change">A change of names, or null.</param>
/// <param name="File">A file whose content it is about, or null.</param>
/// <param name="Loss">What of that content is there.</param>
internal sealed record DiskException(NameChange? Change, DiskNode? File, DataLoss Loss)
{
    public override string ToString() => Change is null ? $"content ({Loss})" : $"#{Change.Number} {Change.What}";
}
