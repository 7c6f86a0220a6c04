"""Why a row ends as it does: stable codes with their sentences in Turkish and English.

Words come from the union's own terms (docs/glossary.md). Every code stands in docs/operate/issuing.md.
"""

from dataclasses import dataclass, field

SENTENCES: dict[str, tuple[str, str]] = {
    "row.empty_field": ("“{column}” boş.", "“{column}” is empty."),
    "row.cell_too_long": ("Bir hücre çok uzun.", "A cell is too long."),
    "row.too_many_cells": (
        "Satırda başlıktan çok hücre var; ayraç bir hücrenin içinde kalmış olabilir.",
        "The row has more cells than the header; a separator may stand inside a cell.",
    ),
    "row.sicil_unknown": (
        "{sicil_no} numaralı sicil {chamber} kayıtlarında yok.",
        "No member with register number {sicil_no} in {chamber}.",
    ),
    "row.sicil_leading_zero": (
        "{sicil_no} numaralı sicil {chamber} kayıtlarında yok; {suggestion} olmalı mı? Excel baştaki sıfırı silmiş olabilir.",
        "No member with register number {sicil_no} in {chamber}; should it be {suggestion}? Excel may have dropped the leading zero.",
    ),
    "row.other_chamber": (
        "Satırda başka bir Oda yazılı ({oda}); bu eğitim {chamber} eğitimidir.",
        "The row names another chamber ({oda}); this training belongs to {chamber}.",
    ),
    "row.name_differs": (
        "Listedeki ad soyad ({listed}) {sicil_no} numaralı sicilin kaydıyla uyuşmuyor.",
        "The listed name ({listed}) does not match the record of register number {sicil_no}.",
    ),
    "row.repeated": (
        "Aynı kişi {first}. satırda da var; bu satır yok sayıldı.",
        "The same person stands in row {first} too; this row was ignored.",
    ),
    "row.conflicting": (
        "Aynı sicil no {first}. satırda başka bilgilerle yazılmış; ikisi de işlenmedi.",
        "The same register number stands in row {first} with other data; neither was processed.",
    ),
    "row.count_unreadable": (
        "“{column}” okunamadı: “{value}”. Tam sayı bekleniyor.",
        "“{column}” cannot be read: “{value}”. A whole number is expected.",
    ),
    "row.attended_above_total": (
        "Devam ({attended}) toplamdan ({scheduled}) büyük olamaz.",
        "Attendance ({attended}) cannot be above the total ({scheduled}).",
    ),
    "row.total_zero": ("Toplam sıfır olamaz.", "The total cannot be zero."),
    "row.mark_unreadable": (
        "“{column}” okunamadı: “{value}”. 0 ile 100 arasında bir sayı bekleniyor, örneğin 69,5.",
        "“{column}” cannot be read: “{value}”. A number from 0 to 100 is expected, for example 69.5.",
    ),
    "row.mark_missing": ("Sınav notu yazılmamış: “{column}”.", "The exam mark is missing: “{column}”."),
    "row.repeat_without_first": (
        "Tekrar sınavı notu var, ilk sınavın notu yazılmamış: “{column}”.",
        "There is a mark of the repeat exam but none of the first one: “{column}”.",
    ),
    "row.second_repeat": (
        "En çok bir tekrar sınavı geçerlidir; ikinci tekrar sınavının notu kabul edilmez.",
        "One repeat exam counts; the mark of a second one is not accepted.",
    ),
    "row.total_differs": (
        "Toplam ({scheduled}) bu açılışın toplamından ({expected}) farklı.",
        "The total ({scheduled}) differs from the total of this run ({expected}).",
    ),
    "row.totals_disagree": (
        "Listedeki toplamlar birbirinden farklı ({totals}); açılışın toplamını giriniz.",
        "The totals of the list disagree ({totals}); enter the run's total.",
    ),
    "row.unprintable": (
        "Sicil kaydındaki ad soyad veya unvanda belgeye basılamayan karakter var: {characters}",
        "The recorded name or title has characters that cannot be printed on a document: {characters}",
    ),
    "row.does_not_fit": (
        "Sicil kaydındaki ad soyad veya unvan belgeye ve karekoda sığmıyor.",
        "The recorded name or title does not fit on the document and into its QR code.",
    ),
    "row.support_unreadable": (
        "Dayanak belge numarası hatalı: “{value}”.",
        "The supporting document's number is not correct: “{value}”.",
    ),
    "row.support_unknown": (
        "Dayanak belge kayıtlı değil: {belge_no}.",
        "The supporting document is not on record: {belge_no}.",
    ),
    "rule.support_area": (
        "Dayanak belge {belge_no} “{area}” alanında bir başarı veya yetki belgesi değil.",
        "The supporting document {belge_no} is no başarı or yetki document of the area “{area}”.",
    ),
    "rule.support_holder": (
        "Dayanak belge {belge_no} bu üyenin adına düzenlenmemiş.",
        "The supporting document {belge_no} was not issued to this member.",
    ),
    "rule.support_not_valid": (
        "Dayanak belge {belge_no}, {on} tarihinde geçerli değil ({standing}).",
        "The supporting document {belge_no} is not valid on {on} ({standing_en}).",
    ),
    "rule.nothing_to_renew": (
        "Bu üyenin aynı alanda yenilenecek bir belgesi yok.",
        "This member has no document of the same area that could be renewed.",
    ),
    "row.repeated_number": (
        "{number} numarası {first}. satırda da var; bu satır yok sayıldı.",
        "The number {number} stands in row {first} too; this row was ignored.",
    ),
    "row.earlier_unknown": (
        "Onaylanmış devralınan belge bulunamadı: {number}.",
        "No approved earlier document of this number: {number}.",
    ),
    "row.earlier_unprintable": (
        "{number} numarasında belgeye basılamayan karakter var: {characters}",
        "The number {number} has characters that cannot be printed on a document: {characters}",
    ),
    "rule.earlier_prepared": (
        "{number} numaralı belge için hazırlanmış bir toplu iş var: {batch}.",
        "A batch is prepared for the earlier document {number} already: {batch}.",
    ),
    "rule.earlier_reissued": (
        "{number} numaralı belge {on} tarihinde imzalı olarak yeniden düzenlenmiş.",
        "The earlier document {number} was reissued as a signed one on {on}.",
    ),
    "rule.earlier_ended": (
        "{number} numaralı belge {on} tarihinde sona ermiş.",
        "The earlier document {number} ended on {on}.",
    ),
    "rule.earlier_over": (
        "{number} numaralı belgenin süresi {on} tarihinde dolmuş.",
        "The earlier document {number} expired on {on}.",
    ),
    "rule.earlier_programme": (
        "{number} numaralı belgenin türü, alanı veya eğitimi {programme} programınınkiyle aynı değil.",
        "Kind, area or training of the earlier document {number} are not those of {programme}.",
    ),
    "rule.earlier_decision": (
        "{number} numaralı yetki belgesinin Yönetim Kurulu kararı kayıtlı değil; karar numarası ve tarihi veriniz.",
        "No board decision is on record for the authorisation {number}; give its number and date.",
    ),
    "row.evidence_frozen": (
        "Bu üyenin bu eğitimden belgesi var ({belge_no}); devam ve not kaydı değiştirilemez.",
        "This member has a document from this run ({belge_no}); the evidence cannot be changed.",
    ),
    "row.run_full": (
        "Açılışın kontenjanı ({capacity}) dolu.",
        "The run's {capacity} places are taken.",
    ),
    "row.run_unknown": (
        "Böyle bir açılan eğitim yok: {run}.",
        "No such training run: {run}.",
    ),
    "row.run_closed": (
        "{run} eğitimi iptal edilmiş veya henüz açılmamış.",
        "The run {run} was cancelled or is not open yet.",
    ),
    "row.in_future": (
        "Bitiş zamanı ({at}) gelecekte olamaz.",
        "The time of completion ({at}) cannot be in the future.",
    ),
    "row.external_id_used": (
        "Bu external_id başka bilgilerle daha önce işlendi; yeni bilgi için yeni bir kimlik veriniz.",
        "This external_id was taken before with other data; give new data a new id.",
    ),
    "rule.approval_missing": (
        "Katılım belgesi düzenlenmedi: {programme} programının bugünkü sürümü için sürekli onay yok.",
        "No participation document: {programme} has no standing approval for its rules of today.",
    ),
    "rule.issue_failed": (
        "Katılım belgesi şimdi düzenlenemedi ({code}); kayıt alındı, yeniden gönderince tekrar denenir.",
        "The participation document could not be issued now ({code}); sending the report again tries it again.",
    ),
    "rule.watch_low": (
        "{document} düzenlenemez: izleme oranı %{actual}, gereken en az %{required}.",
        "No {document_en}: watch rate {actual_en} %, at least {required} % needed.",
    ),
    "rule.attendance_low": (
        "{document} düzenlenemez: devam oranı %{actual}, gereken en az %{required}.",
        "No {document_en}: attendance {actual_en} %, at least {required} % needed.",
    ),
    "rule.mark_low": (
        "{document} düzenlenemez: {exam} notu {actual}, geçme notu {required}.",
        "No {document_en}: {exam_en} mark {actual_en}, pass mark {required}.",
    ),
    "rule.not_active": (
        "Yetki belgesi düzenlenemez: üyelik {on} tarihinde etkin değil ({status}).",
        "No authorisation document: membership is not active on {on} ({status}).",
    ),
    "rule.already_issued": (
        "Bu üye için aynı eğitimden düzenlenmiş belge vardır: {belge_no}.",
        "This member already has a document from this run: {belge_no}.",
    ),
}

# Remarks on a row that becomes a document all the same: what whoever prepares or approves it should know.
NOTES: dict[str, tuple[str, str]] = {
    "note.authorised": (
        "Bu üyenin “{area}” alanında geçerli bir yetki belgesi zaten var: {belge_no} (bitişi: {until}). Yenisi onu sona erdirmez; amaç yenilemekse listeyi yenileme olarak açın.",
        "This member already holds a valid authorisation document of the area “{area}”: {belge_no} (ends: {until_en}). A new one does not end it; to renew, open the list as a renewal.",
    ),
    "note.name_of_register": (
        "Belgeye sicildeki ad soyad yazılır: {registered}.",
        "The document will carry the name on record: {registered}.",
    ),
}

# Of earlier paper that is to be reissued, not of a class list.
OF_EARLIER_PAPER = frozenset(
    {
        "row.repeated_number",
        "row.earlier_unknown",
        "row.earlier_unprintable",
        "rule.earlier_prepared",
        "rule.earlier_reissued",
        "rule.earlier_ended",
        "rule.earlier_over",
        "rule.earlier_programme",
        "rule.earlier_decision",
    }
)

# Reached by the doors of evidence only, not by a class list.
OF_EVIDENCE = frozenset(
    {
        "row.evidence_frozen",
        "row.run_unknown",
        "row.run_closed",
        "row.in_future",
        "row.external_id_used",
        "rule.approval_missing",
        "rule.issue_failed",
    }
)


_SAID = {**SENTENCES, **NOTES}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, or one remark, with the facts of its sentence."""

    code: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def tr(self) -> str:
        """The Turkish sentence."""
        return _SAID[self.code][0].format(**self.facts)

    @property
    def en(self) -> str:
        """The English sentence."""
        return _SAID[self.code][1].format(**self.facts)
