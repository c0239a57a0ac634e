namespace Aops.Server.Layers;

/// <summary>Says which layer keeps the sub-agents of a host stopped, who wrote it and why.</summary>
internal static class PauseSentence
{
    /// <summary>The sentence, without its end: <c>layer group:web, revision 12, by alice: the disks are moved</c>.</summary>
    public static string Of(MergedLayer layer)
    {
        var by = layer.Author.Length == 0 ? "" : $", by {layer.Author}";
        var why = layer.Message.Length == 0 ? "" : $": {layer.Message.TrimEnd('.')}";
        return $"layer {layer.Layer.Text}, revision {layer.Revision}{by}{why}";
    }
}
