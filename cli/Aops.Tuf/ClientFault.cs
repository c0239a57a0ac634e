namespace Aops.Tuf;

/// <summary>Ends a verb with a sentence for standard error.</summary>
internal sealed class ClientFault(string sentence) : Exception(sentence);
